import { randomUUID } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { allowedScopes, AUDIENCES, FIRST_PARTY_CLIENT, RESOURCES, ROLES } from '@hallpass/contracts';
import { eventually } from '@hallpass/testing';
import { IdentityApp, ISSUER } from './identity-app.js';
import { type LoggedIn, PASSWORD, People } from './people.js';
import { Records } from './records.js';
import { accepts, forge, INVALID_TOKEN } from './tokens.js';

describe('sessions', () => {
  let identity: IdentityApp;
  let people: People;
  let records: Records;
  let person: LoggedIn;
  beforeAll(async () => {
    identity = await IdentityApp.start({ PUBLIC_CLIENTS: 'hallpass-first-party, mobile-app' });
    people = new People(identity);
    records = new Records(identity);
  });
  afterAll(() => identity?.stop());
  beforeEach(async () => {
    person = await people.customer();
  });

  const login = (body: object) => identity.post('/v1/auth/login', { body: { password: PASSWORD, ...body } });

  describe('login', () => {
    it('answers with the tokens of a new session', async () => {
      const { email, id } = await people.open();
      const answer = await login({ email });
      expect(answer).toMatchObject({
        status: 200,
        body: { token_type: 'Bearer', expires_in: 300, scope: 'account', session_id: expect.any(String) },
      });
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(Buffer.from(answer.body.refresh_token, 'base64url')).toHaveLength(32);
      const now = identity.clock.now() / 1000;
      const claims = decodeJwt(answer.body.access_token);
      expect(decodeProtectedHeader(answer.body.access_token)).toMatchObject({ typ: 'at+jwt', alg: 'ES256' });
      expect(claims).toEqual({
        iss: ISSUER,
        aud: AUDIENCES.identityApi,
        sub: id,
        client_id: FIRST_PARTY_CLIENT,
        iat: expect.any(Number),
        nbf: claims.iat,
        exp: claims.iat! + 300,
        jti: expect.any(String),
        scope: 'account',
        sid: answer.body.session_id,
        epoch: 0,
        roles: ['customer'],
        auth_time: expect.any(Number),
        amr: ['pwd'],
      });
      expect(Math.abs(claims.iat! - now)).toBeLessThan(60);
      expect(await records.audit(answer.body.session_id)).toMatchObject([{ action: 'account.login', actor_id: id }]);
    });

    it('gives a token for the resource, the scope and the client that are asked for', async () => {
      const { email } = await people.open();
      const asked = { resource: AUDIENCES.notifications, scope: 'notifications:read', client_id: 'mobile-app' };
      const { body } = await login({ email, ...asked });
      expect(body.scope).toBe('notifications:read');
      expect(decodeJwt(body.access_token)).toMatchObject({ aud: AUDIENCES.notifications, client_id: 'mobile-app' });
      expect(await accepts(identity, body.access_token)).toBe(false);
    });

    it.each(RESOURCES)('gives a token below 1.5 KB for %s, also with every role and scope', async (resource) => {
      const { email } = await people.open({ roles: [...ROLES] });
      const { body } = await login({ email, resource });
      expect(body.scope.split(' ')).toEqual(allowedScopes(ROLES, resource));
      expect(decodeJwt(body.access_token)['roles']).toEqual([...ROLES]);
      expect(Buffer.byteLength(body.access_token)).toBeLessThan(1536);
    });

    it.each([
      ['invalid_target', { resource: 'urn:example:elsewhere' }],
      ['unknown_client', { client_id: 'somebody' }],
      ['invalid_request', { email: 'no address' }],
      ['invalid_request', { password: '' }],
      ['invalid_request', { password: 12345678 }],
      ['invalid_request', { remember: true }],
    ])('refuses with %s and opens nothing: %j', async (code, body) => {
      const before = await records.everything();
      expect(await login({ email: person.email, ...body })).toMatchObject({ status: 400, body: { code } });
      expect(await records.everything()).toBe(before);
    });

    it('refuses a scope that the roles do not allow and opens nothing; as the password was right, that is audited', async () => {
      const { email, id } = await people.open();
      const answer = await login({ email, scope: 'users:admin' });
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_scope' } });
      const details = { reason: 'invalid_scope' };
      expect(await records.audit(id)).toMatchObject([{ action: 'account.login', outcome: 'failure', details }]);
      const { rows } = await identity.database.pool.query('SELECT FROM sessions WHERE account_id = $1', [id]);
      expect(rows).toEqual([]);
    });

    it('refuses when the account changes between the check of the password and the opening', async () => {
      const { email, id } = await people.open();
      const { pool } = identity.database;
      const client = await pool.connect();
      await client.query('BEGIN');
      await client.query(`UPDATE accounts SET password_changed_at = now() + interval '1 second' WHERE id = $1`, [id]);
      const pending = login({ email });
      const waiting = `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%FROM accounts%'
        AND datname = current_database()`;
      await eventually(async () => expect((await pool.query(waiting)).rowCount).toBe(1));
      await client.query('COMMIT');
      client.release();
      expect(await pending).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } });
    });
  });

  describe('the own sessions', () => {
    it('are listed, the latest first, with the current one marked', async () => {
      const other = await people.login(person);
      const { status, body } = await identity.get('/v1/me/sessions', { token: person.token });
      expect(status).toBe(200);
      expect(body.nextCursor).toBeNull();
      expect(body.items).toMatchObject([
        { id: other.sid, current: false, clientId: FIRST_PARTY_CLIENT, ipAddress: '127.0.0.1' },
        { id: person.sid, current: true },
      ]);
    });

    it('come in pages that neither repeat nor skip', async () => {
      const sids = [person.sid];
      for (let i = 0; i < 4; i += 1) sids.unshift((await people.login(person)).sid);
      const seen: string[] = [];
      let cursor = '';
      do {
        const { body } = await identity.get(`/v1/me/sessions?limit=2${cursor}`, { token: person.token });
        seen.push(...body.items.map(({ id }: { id: string }) => id));
        cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
      } while (cursor !== '');
      expect(seen).toEqual(sids);
    });

    it.each([
      ['invalid_cursor', '?cursor=bm9uZQ'],
      ['invalid_request', '?limit=0'],
      ['invalid_request', '?all=true'],
    ])('are refused with %s for %s', async (code, query) => {
      const answer = await identity.get(`/v1/me/sessions${query}`, { token: person.token });
      expect(answer).toMatchObject({ status: 400, body: { code } });
    });

    it('can be ended one by one', async () => {
      const other = await people.login(person);
      const answer = await identity.call('DELETE', `/v1/me/sessions/${other.sid}`, { token: person.token });
      expect(answer.status).toBe(204);
      expect(answer.headers.get('hallpass-propagation')).toBe('published');
      expect(await accepts(identity, other.token)).toBe(false);
      expect(await accepts(identity, person.token)).toBe(true);
      const { body } = await identity.get('/v1/me/sessions', { token: person.token });
      expect(body.items).toMatchObject([{ id: person.sid }]);
    });

    it("do not include another's, which can't be ended", async () => {
      const stranger = await people.customer();
      for (const sid of [stranger.sid, randomUUID()]) {
        const answer = await identity.call('DELETE', `/v1/me/sessions/${sid}`, { token: person.token });
        expect(answer).toMatchObject({ status: 404, body: { code: 'session_not_found' } });
      }
      expect(await accepts(identity, stranger.token)).toBe(true);
    });

    it('are named by a UUID', async () => {
      const answer = await identity.call('DELETE', '/v1/me/sessions/mine', { token: person.token });
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    });
  });

  describe.each([
    ['GET', '/v1/me/sessions'],
    ['DELETE', `/v1/me/sessions/${randomUUID()}`],
    ['POST', '/v1/auth/logout-all'],
  ])('%s %s', (method, path) => {
    it('needs a token', async () => {
      expect(await identity.call(method, path)).toMatchObject({ status: 401, body: { code: 'missing_token' } });
    });

    it('needs the scope account', async () => {
      const token = await forge(identity, person, { scope: 'orders:read' });
      const answer = await identity.call(method, path, { token });
      expect(answer).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } });
    });

    it('refuses a token of a session that has ended, and an expired one', async () => {
      const iat = Math.floor(identity.clock.now() / 1000) - 400;
      const expired = await forge(identity, person, { iat, nbf: iat, exp: iat + 300 });
      await identity.post('/v1/auth/logout', { token: person.token });
      for (const token of [person.token, expired]) {
        expect(await identity.call(method, path, { token })).toMatchObject(INVALID_TOKEN);
      }
    });
  });
});
