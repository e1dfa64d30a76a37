import { SecurityEventVerifier } from '@hallpass/verifier';
import { SECURITY_STREAM, VERIFIER_SUBJECTS } from '@hallpass/verifier/issuer';
import { NatsClient } from '@hallpass/messaging';
import { eventually } from '@hallpass/testing';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { securityStream } from '../src/outbox/security-stream.js';
import { IdentityApp, ISSUER } from './identity-app.js';
import { type LoggedIn, People } from './people.js';
import { Records } from './records.js';
import { accepts, INVALID_GRANT, refresh } from './tokens.js';

describe('telling the world', () => {
  let identity: IdentityApp;
  let people: People;
  let person: LoggedIn;
  beforeEach(async () => {
    identity = await IdentityApp.start();
    people = new People(identity);
    person = await people.customer();
  });
  afterEach(() => identity?.stop());

  const logout = () => identity.post('/v1/auth/logout', { token: person.token });
  const messages = async (at: IdentityApp, subject: string): Promise<string[]> => {
    const manager = await at.app.get(NatsClient, { strict: false }).manager();
    const { state } = await manager.streams.info(SECURITY_STREAM, { subjects_filter: subject });
    const found: string[] = [];
    for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
      const message = await manager.streams.getMessage(SECURITY_STREAM, { seq });
      if (message?.subject === subject) found.push(message.string());
    }
    return found;
  };

  it('keeps security events for as long as a token lives that they refuse', async () => {
    const manager = await identity.app.get(NatsClient, { strict: false }).manager();
    const { config } = await manager.streams.info(SECURITY_STREAM);
    expect(config.max_age / 1e6).toBe(securityStream(300).maxAgeMs);
    expect(config.max_age / 1e9).toBeGreaterThan(300 + 30);
  });

  it('publishes a signed security event before it answers', async () => {
    expect((await logout()).headers.get('hallpass-propagation')).toBe('published');
    const [set, ...others] = await messages(identity, `security.v1.session.${person.sid}`);
    expect(others).toEqual([]);
    const verified = await identity.app.get(SecurityEventVerifier, { strict: false }).verify(set!);
    expect(verified).toEqual({ kind: 'session', sub: person.id, sid: person.sid });
    const { rows } = await identity.database.pool.query(`SELECT id FROM outbox WHERE subject LIKE '%session%'`);
    expect(decodeJwt(set!)).toMatchObject({ iss: ISSUER, aud: 'urn:hallpass:services', jti: rows[0].id });
  });

  it('gives verifiers that start a snapshot of what it has revoked, which remembers as long as the stream', async () => {
    await logout();
    const { connection } = identity.app.get(NatsClient, { strict: false });
    const verifier = identity.app.get(SecurityEventVerifier, { strict: false });
    const parts = await Promise.all(
      Array.from({ length: 256 }, async (_, part) => {
        const answer = await connection.request(VERIFIER_SUBJECTS.snapshot, JSON.stringify({ part }), {
          timeout: 5000,
        });
        return verifier.verifySnapshot(answer.string());
      }),
    );
    expect(parts.flatMap(({ events }) => events)).toContainEqual({ kind: 'session', sub: person.id, sid: person.sid });
    const { maxAgeMs } = securityStream(300);
    for (const { remembersMs } of parts) expect(remembersMs).toBeGreaterThanOrEqual(maxAgeMs);
  });

  it('writes security events by RFC 8417 and CAEP, so that none passes for an access token', async () => {
    await logout();
    const [set] = await messages(identity, `security.v1.session.${person.sid}`);
    expect(decodeProtectedHeader(set!)).toEqual({ typ: 'secevent+jwt', alg: 'EdDSA', kid: expect.any(String) });
    const { events, ...claims } = decodeJwt(set!);
    expect(Object.keys(claims).sort()).toEqual(['aud', 'iat', 'iss', 'jti', 'sub_id']); // neither sub nor exp
    expect(Object.keys(events as object)).toEqual([
      'https://schemas.openid.net/secevent/caep/event-type/session-revoked',
    ]);
    expect(claims['sub_id']).toEqual({
      format: 'complex',
      user: { format: 'iss_sub', iss: ISSUER, sub: person.id },
      session: { format: 'opaque', id: person.sid },
    });
  });

  it('says pending while the broker is away, refuses here at once, and publishes when it is back', async () => {
    await identity.nats.kill9();
    expect((await logout()).headers.get('hallpass-propagation')).toBe('pending');
    expect(await accepts(identity, person.token)).toBe(false);
    await identity.nats.restart();
    const subject = `security.v1.session.${person.sid}`;
    await eventually(async () => expect(await messages(identity, subject)).toHaveLength(1), { timeoutMs: 30_000 });
    const replica = await identity.replica();
    expect(await accepts(replica, person.token)).toBe(false);
  });

  it('loses no event when the process ends between commit and publish: another one publishes it', async () => {
    const replica = await identity.replica();
    await identity.stopRelaying();
    await identity.nats.kill9();
    expect((await logout()).headers.get('hallpass-propagation')).toBe('pending');
    const { pool } = identity.database;
    const pending = async () => (await pool.query('SELECT id FROM outbox WHERE published_at IS NULL')).rowCount;
    expect(await pending()).toBe(1);
    await identity.end();

    await identity.nats.restart();
    const subject = `security.v1.session.${person.sid}`;
    await eventually(async () => expect(await messages(replica, subject)).toHaveLength(1), { timeoutMs: 30_000 });
    await eventually(async () => expect(await pending()).toBe(0));
    await eventually(async () => expect(await accepts(replica, person.token)).toBe(false));
  });

  it('never says that it is out while it is not, however often it is asked', async () => {
    await identity.stopRelaying();
    await identity.nats.kill9();
    const again = [
      () => identity.post('/v1/auth/logout', { body: { refresh_token: person.refreshToken } }),
      () => identity.form('/oauth/revoke', { token: person.refreshToken }),
    ];
    for (const ending of [logout, ...again]) {
      expect((await ending()).headers.get('hallpass-propagation')).toBe('pending');
    }
    await identity.nats.restart();
  });

  it('goes by its own database while the broker is silent', async () => {
    const replica = await identity.replica();
    const others = await people.login(person);
    await identity.nats.kill9();
    identity.clock.advance(5_000);
    expect(await accepts(replica, person.token)).toBe(true);
    await logout();
    identity.clock.advance(1_500);
    expect(await accepts(replica, person.token)).toBe(false);
    expect(await accepts(replica, others.token)).toBe(true);
    expect(await refresh(replica, person.refreshToken)).toMatchObject(INVALID_GRANT);
    await identity.nats.restart();
  });

  it('leaves nothing behind when the transaction fails', async () => {
    const records = new Records(identity);
    await identity.database.pool.query('ALTER TABLE outbox RENAME TO outbox_elsewhere');
    expect(await logout()).toMatchObject({ status: 500, body: { code: 'internal_error' } });
    await identity.database.pool.query('ALTER TABLE outbox_elsewhere RENAME TO outbox');
    expect(await records.actions(person.sid)).toEqual(['account.login']);
    expect(await accepts(identity, person.token)).toBe(true);
    expect(await refresh(identity, person.refreshToken)).toMatchObject({ status: 200 });
  });
});
