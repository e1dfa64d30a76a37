import { RemoteKeySource, LocalVerifier } from '@hallpass/verifier';
import { AUDIENCES, TOKEN_TYPES } from '@hallpass/contracts';
import { KeyRing } from '@hallpass/keys';
import { eventually } from '@hallpass/testing';
import { Database } from '../src/database/database.js';
import { repeatSecurityEvents } from '../src/outbox/repeat-security-events.js';
import { IdentityApp, ISSUER } from './identity-app.js';
import { type LoggedIn, People } from './people.js';
import { Records } from './records.js';
import { accepts, forge, INVALID_TOKEN, kidOf, refresh } from './tokens.js';

describe('key sets', () => {
  let identity: IdentityApp;
  let replica: IdentityApp;
  let people: People;
  let records: Records;
  let admin: LoggedIn;
  beforeAll(async () => {
    identity = await IdentityApp.start();
    replica = await identity.replica();
    people = new People(identity);
    records = new Records(identity);
  });
  afterAll(() => identity?.stop());
  beforeEach(async () => {
    admin = await people.admin();
  });

  const published = async (useCase: string, at = identity): Promise<string[]> => {
    const { body } = await at.get(`/.well-known/jwks/${useCase}.json`);
    return body.keys.map(({ kid }: { kid: string }) => kid);
  };
  const withdraw = (kid: string, { token } = admin, reason = 'leaked') =>
    identity.post(`/v1/admin/keys/${kid}/withdraw`, { token, body: { reason } });
  const rotate = (useCase: string, { token } = admin) =>
    identity.post(`/v1/admin/key-sets/${useCase}/rotate`, { token });

  it('are listed with every key, and no part of one', async () => {
    const { status, body } = await identity.get('/v1/admin/key-sets', { token: admin.token });
    expect(status).toBe(200);
    expect(body.items.map(({ useCase }: { useCase: string }) => useCase)).toEqual(Object.keys(TOKEN_TYPES));
    expect(body.items[1]).toMatchObject({
      useCase: 'order-api',
      typ: 'at+jwt',
      audience: AUDIENCES.orderApi,
      keys: [{ alg: 'ES256', use: 'sig', state: 'active', withdrawnAt: null }],
    });
    expect(JSON.stringify(body)).not.toMatch(/"(d|x|sealed\w*)":/);
  });

  describe('rotation', () => {
    it('publishes the next key, which signs only when no verifier can lack it', async () => {
      const before = await published('notifications');
      const { status, body } = await rotate('notifications');
      expect(status).toBe(200);
      expect(body).toEqual({ useCase: 'notifications', kid: expect.any(String), activatesAt: expect.any(String) });
      expect(Date.parse(body.activatesAt) - identity.clock.now()).toBeGreaterThan(295_000);
      expect(await published('notifications')).toEqual([...before, body.kid]);
      const asked = { resource: AUDIENCES.notifications };
      expect(kidOf((await refresh(identity, admin.refreshToken, asked)).body.access_token)).toBe(before[0]);
      await eventually(async () => expect(await published('notifications', replica)).toContain(body.kid), {
        timeoutMs: 30_000,
      });
      expect(await records.audit(body.kid)).toMatchObject([{ action: 'key-set.rotated', actor_id: admin.id }]);
    });

    it('asked for twice is one', async () => {
      const first = await rotate('password-reset');
      expect((await rotate('password-reset')).body).toEqual(first.body);
    });

    it.each([
      ['key_set_not_found', 404, 'elsewhere'],
      ['invalid_request', 400, 'a%20b'],
    ])('is refused with %s (%i) for %s', async (code, status, useCase) => {
      expect(await rotate(useCase)).toMatchObject({ status, body: { code } });
    });
  });

  describe('withdrawal', () => {
    it('refuses at once what the key signed, while sessions go on with its replacement', async () => {
      const person = await people.customer();
      expect(await accepts(replica, person.token)).toBe(true);
      const kid = kidOf(person.token);
      const { status, body } = await withdraw(kid);
      expect(status).toBe(200);
      expect(body).toEqual({
        kid,
        useCase: 'identity-api',
        replacementKid: expect.any(String),
        propagation: 'published',
      });
      expect(await accepts(identity, person.token)).toBe(false);
      await eventually(async () => expect(await accepts(replica, person.token)).toBe(false));
      expect(await published('identity-api')).toEqual([body.replacementKid]);

      const { body: refreshed } = await refresh(identity, person.refreshToken);
      expect(kidOf(refreshed.access_token)).toBe(body.replacementKid);
      expect(await accepts(identity, refreshed.access_token)).toBe(true);
      expect(await accepts(replica, refreshed.access_token)).toBe(true);
      expect(await records.audit(kid)).toMatchObject([
        { action: 'key.withdrawn', actor_id: admin.id, details: { useCase: 'identity-api', reason: 'leaked' } },
      ]);
      expect(await records.security(kid)).toHaveLength(1);
    });

    it('is answered when no verifier refuses the replacement, whichever replica it has the key set from', async () => {
      const jwksUri = `${replica.url}/.well-known/jwks/order-api.json`;
      const select = { typ: 'at+jwt', audience: AUDIENCES.orderApi };
      const keySource = new RemoteKeySource({ issuer: ISSUER, jwksUri, select, clock: identity.clock });
      const { clock } = identity;
      const verifier = new LocalVerifier({ issuer: ISSUER, audience: AUDIENCES.orderApi, keySource, clock });
      const person = await people.customer();
      const mint = () => forge(identity, person, { useCase: 'order-api', aud: AUDIENCES.orderApi });
      for (let i = 0; i < 3; i++) {
        const token = await mint();
        await verifier.verify(token);
        const { body } = await withdraw(kidOf(token));
        keySource.withdraw(kidOf(token));
        const replacements = await Promise.all(Array.from({ length: 30 }, mint));
        expect(new Set(replacements.map(kidOf))).toEqual(new Set([body.replacementKid]));
        await Promise.all(replacements.map((each) => verifier.verify(each)));
        await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'invalid_token' });
      }
    });

    it('lets a replica that has not heard of it accept the replacement, though strangers have just been trying', async () => {
      const person = await people.customer();
      const stranger = `${Buffer.from('{"alg":"ES256","typ":"at+jwt","kid":"nobody"}').toString('base64url')}.e30.${'A'.repeat(86)}`;
      expect(await accepts(replica, stranger)).toBe(false);
      await withdraw(kidOf(person.token));
      const { body } = await refresh(identity, person.refreshToken);
      expect(await accepts(replica, body.access_token)).toBe(true);
    });

    it('stops every replica from signing with the key', async () => {
      const kid = kidOf(admin.token);
      const { body } = await withdraw(kid);
      const ring = replica.app.get(KeyRing, { strict: false });
      await eventually(() => expect(ring.signingKey('identity-api').kid).toBe(body.replacementKid));
    });

    it('of the key of security events sends the events anew, signed by its replacement', async () => {
      const person = await people.customer();
      await identity.post('/v1/auth/logout', { token: person.token });
      expect(await records.security(person.sid)).toHaveLength(1);
      const [kid] = await published('security-events');
      const { body } = await withdraw(kid!);
      expect(body).toMatchObject({ useCase: 'security-events', propagation: 'published' });
      const events = await records.security(person.sid);
      expect(events).toHaveLength(2);
      expect(events[1]!.data).toEqual({
        ...events[0]!.data,
        jti: expect.not.stringMatching(events[0]!.data['jti'] as string),
      });

      // A verifier that starts now learns of the logout, though the first event is signed by a key that is withdrawn.
      const latecomer = await identity.replica();
      await eventually(async () => expect(await accepts(latecomer, person.token)).toBe(false));
    });

    it('of the key of security events keeps no other replica from hearing of what comes next', async () => {
      const person = await people.customer();
      expect(await accepts(replica, person.token)).toBe(true);
      const [kid] = await published('security-events');
      await withdraw(kid!);
      const body = { reason: 'left' };
      await identity.post(`/v1/admin/users/${person.id}/deactivate`, { token: admin.token, body });
      await eventually(async () => expect(await accepts(replica, person.token)).toBe(false));
    });

    it('of the key of security events sends again, later and once, what a replica may have signed with it', async () => {
      const [waiting, late] = [await people.customer(), await people.customer()];
      await identity.post('/v1/auth/logout', { token: waiting.token });
      await identity.database.pool.query(
        "UPDATE outbox SET published_at = NULL, next_attempt_at = 'infinity' WHERE subject LIKE $1",
        [`%${waiting.sid}`],
      );
      const [kid] = await published('security-events');
      await withdraw(kid!);
      expect(await records.security(waiting.sid)).toHaveLength(2);
      await identity.post('/v1/auth/logout', { token: late.token });
      expect(await records.security(late.sid)).toHaveLength(1);

      identity.clock.advance(15_000);
      const sql = "SELECT kid FROM signing_keys WHERE use_case = 'security-events' AND state = 'withdrawn'";
      const { rowCount } = await identity.database.pool.query(sql);
      const repeated = async () => expect(await records.security(late.sid)).toHaveLength(1 + rowCount!);
      await eventually(repeated, { timeoutMs: 30_000 });
      const database = identity.app.get(Database, { strict: false });
      expect(await repeatSecurityEvents(database, { maxAgeMs: 60_000, name: `${kid!} 2` })).toBe(0);
    });

    it.each([
      ['key_not_found', 404, 'unknown'],
      ['invalid_request', 400, 'a%20b'],
    ])('is refused with %s (%i) for the key %s', async (code, status, kid) => {
      expect(await withdraw(kid)).toMatchObject({ status, body: { code } });
    });

    it('happens once', async () => {
      const [kid] = await published('email-verification');
      await withdraw(kid!);
      expect(await withdraw(kid!)).toMatchObject({ status: 409, body: { code: 'key_already_withdrawn' } });
    });

    it.each([{}, { reason: ' ' }, { reason: 'a\u0000b' }, { reason: 'x', urgent: true }])(
      'needs a reason and nothing else: %j',
      async (body) => {
        const answer = await identity.post('/v1/admin/keys/unknown/withdraw', { token: admin.token, body });
        expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
      },
    );
  });

  describe.each([
    ['GET', '/v1/admin/key-sets'],
    ['POST', '/v1/admin/key-sets/order-api/rotate'],
    ['POST', '/v1/admin/keys/unknown/withdraw'],
  ])('%s %s', (method, path) => {
    it('needs a token', async () => {
      expect(await identity.call(method, path)).toMatchObject({ status: 401, body: { code: 'missing_token' } });
    });

    it('needs the scope keys:admin', async () => {
      const token = await forge(identity, admin, { scope: 'account users:admin' });
      const answer = await identity.call(method, path, { token });
      expect(answer).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } });
    });

    it('refuses a revoked token', async () => {
      await identity.post('/v1/auth/logout', { token: admin.token });
      expect(await identity.call(method, path, { token: admin.token })).toMatchObject(INVALID_TOKEN);
    });
  });
});
