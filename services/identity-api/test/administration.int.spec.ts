import { randomUUID } from 'node:crypto';
import { IdentityApp } from './identity-app.js';
import { type LoggedIn, People } from './people.js';
import { Records } from './records.js';

/** A time that JavaScript knows and PostgreSQL does not. */
const YEAR_ZERO = JSON.stringify({ createdAt: '0000-01-01T00:00:00.000Z', id: randomUUID() });

describe('administration', () => {
  let identity: IdentityApp;
  let people: People;
  let records: Records;
  let admin: LoggedIn;
  beforeAll(async () => {
    identity = await IdentityApp.start({ LOGIN_ATTEMPTS_PER_ADDRESS: '10000' });
    people = new People(identity);
    records = new Records(identity);
    admin = await people.admin();
  });
  afterAll(() => identity?.stop());

  const users = (path: string) => `/v1/admin/users${path}`;
  const get = (path: string, token: string | undefined = admin.token) => identity.get(users(path), { token });
  const post = (path: string, body?: unknown, token: string | undefined = admin.token) =>
    identity.post(users(path), { token, body });
  const put = (path: string, body: unknown, token = admin.token) => identity.call('PUT', users(path), { token, body });
  const remove = (path: string, token = admin.token) => identity.call('DELETE', users(path), { token });
  const deactivate = (id: string, token = admin.token) => post(`/${id}/deactivate`, { reason: 'left' }, token);
  const notFound = { status: 404, body: { code: 'account_not_found' } };
  const invalid = { status: 400, body: { code: 'invalid_request' } };

  describe.each([
    ['GET', '/v1/admin/users'],
    ['GET', `/v1/admin/users/${randomUUID()}`],
    ['POST', `/v1/admin/users/${randomUUID()}/deactivate`],
    ['POST', `/v1/admin/users/${randomUUID()}/reactivate`],
    ['PUT', `/v1/admin/users/${randomUUID()}/roles`],
    ['GET', `/v1/admin/users/${randomUUID()}/sessions`],
    ['DELETE', `/v1/admin/users/${randomUUID()}/sessions/${randomUUID()}`],
    ['GET', '/v1/admin/audit-events'],
  ])('%s %s', (method, path) => {
    it('needs a token', async () => {
      expect(await identity.call(method, path, {})).toMatchObject({ status: 401, body: { code: 'missing_token' } });
    });

    it('needs the scope users:admin', async () => {
      for (const token of [(await people.customer()).token, await people.tokenWithScope(admin, 'keys:admin')]) {
        const answer = await identity.call(method, path, { token });
        expect(answer).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } });
      }
    });

    it('refuses a revoked token', async () => {
      const former = await people.admin();
      await deactivate(former.id);
      const answer = await identity.call(method, path, { token: former.token });
      expect(answer).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
    });
  });

  describe('the list of accounts', () => {
    it('comes in pages, each account once', async () => {
      const opened = await Promise.all([people.open(), people.open(), people.open()]);
      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const { status, body } = await get(`?limit=2${cursor && `&cursor=${cursor}`}`);
        expect(status).toBe(200);
        const page = body as unknown as { items: { id: string }[]; nextCursor: string | null };
        expect(page.items.length).toBeLessThanOrEqual(2);
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      }
      expect(seen).toEqual(expect.arrayContaining(opened.map(({ id }) => id)));
      expect(new Set(seen).size).toBe(seen.length);
    });

    it('is filtered by address and by status', async () => {
      const [one, other] = [await people.open(), await people.open()];
      await deactivate(other.id);
      const ids = async (query: string) => ((await get(query)).body['items'] as { id: string }[]).map(({ id }) => id);
      expect(await ids(`?email=${one.email.toUpperCase()}`)).toEqual([one.id]);
      expect(await ids(`?email=${one.email}&status=deactivated`)).toEqual([]);
      expect(await ids('?status=deactivated&limit=100')).toContain(other.id);
    });

    it.each(['?limit=0', '?limit=101', '?limit=x', '?status=gone', '?email=x', '?colour=red'])(
      'refuses %s',
      async (query) => {
        expect(await get(query)).toMatchObject(invalid);
      },
    );

    it.each(['x', 'bm90IGpzb24', ...['{"id":1}', YEAR_ZERO].map((json) => Buffer.from(json).toString('base64url'))])(
      'refuses a cursor that it did not give: %s',
      async (cursor) => {
        expect(await get(`?cursor=${cursor}`)).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } });
      },
    );
  });

  it('reads one account, without its password', async () => {
    const { id, email } = await people.open();
    const { status, body } = await get(`/${id}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ id, email, status: 'active', roles: ['customer'], tokenEpoch: 0 });
    expect(JSON.stringify(body)).not.toMatch(/argon2|password_?hash/i);
    expect(await get(`/${randomUUID()}`)).toMatchObject(notFound);
    expect(await get('/7')).toMatchObject(invalid);
  });

  describe('deactivation', () => {
    it('ends sessions and refuses tokens and logins at once', async () => {
      const person = await people.customer();
      await people.login(person);
      expect(await deactivate(person.id)).toEqual(
        expect.objectContaining({
          status: 200,
          body: { id: person.id, status: 'deactivated', tokenEpoch: 1, endedSessions: 2, propagation: 'published' },
        }),
      );
      expect(await identity.get('/v1/me', { token: person.token })).toMatchObject({ status: 401 });
      expect(await people.refresh(person)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
      expect(await people.tryLogin(person)).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } });
      const [event] = await records.security(person.id);
      expect(JSON.stringify(event!.data)).toMatch(/account-disabled/);
      expect(await records.outbox(person.id)).toMatchObject([
        { subject: 'identity.users.v1.deactivated', data: { sub: person.id, tokenEpoch: 1 } },
      ]);
      const entry = (await records.audit(person.id)).find(({ action }) => action === 'account.deactivated');
      expect(entry).toMatchObject({ actor_id: admin.id, details: { reason: 'left', endedSessions: 2 } });
    });

    it('done again changes nothing, and tells the verifiers again once some time has passed', async () => {
      const person = await people.customer();
      await deactivate(person.id);
      await deactivate(person.id);
      expect(await records.security(person.id)).toHaveLength(1);
      await records.age();
      expect(await deactivate(person.id)).toMatchObject({
        status: 200,
        body: { status: 'deactivated', tokenEpoch: 1, endedSessions: 0 },
      });
      expect((await records.actions(person.id)).filter((action) => action === 'account.deactivated')).toHaveLength(1);
      expect(await records.subjects(person.id)).toEqual(['identity.users.v1.deactivated']);
      expect(await records.security(person.id)).toHaveLength(2);
    });

    it('and reactivation are told in the order in which they were made, however many are made at once', async () => {
      const person = await people.customer();
      const both = [() => deactivate(person.id), () => post(`/${person.id}/reactivate`)];
      await Promise.all([...both, ...both, ...both].map((change) => change()));
      const told = await records.outbox(person.id);
      expect(told.length).toBeGreaterThan(0);
      const expected = told.map((_, n) => ({
        subject: `identity.users.v1.${n % 2 === 0 ? 'deactivated' : 'reactivated'}`,
        data: { sub: person.id, tokenEpoch: Math.floor(n / 2) + 1 },
        aggregate: `account:${person.id}`,
      }));
      expect(told).toMatchObject(expected);
    });

    it('done by two at once bumps the epoch once', async () => {
      const person = await people.customer();
      const answers = await Promise.all([deactivate(person.id), deactivate(person.id), deactivate(person.id)]);
      expect(answers.map(({ status, body }) => [status, body['tokenEpoch']])).toEqual(Array(3).fill([200, 1]));
      const ended = answers.map(({ body }) => body['endedSessions'] as number);
      expect(ended.sort()).toEqual([0, 0, 1]);
      expect((await records.account(person.id)).token_epoch).toBe(1);
      expect(await records.subjects(person.id)).toEqual(['identity.users.v1.deactivated']);
    });

    it('is refused for oneself, the unknown, and without a reason', async () => {
      const before = await records.everything();
      const { id } = admin;
      expect(await deactivate(id)).toMatchObject({ status: 409, body: { code: 'own_account' } });
      expect(await deactivate(randomUUID())).toMatchObject(notFound);
      expect(await deactivate('7')).toMatchObject(invalid);
      for (const body of [undefined, {}, { reason: '' }, { reason: 7 }, { reason: 'x', force: true }]) {
        expect(await post(`/${randomUUID()}/deactivate`, body)).toMatchObject(invalid);
      }
      expect(await records.everything()).toBe(before);
    });
  });

  describe('reactivation', () => {
    it('lets the person log in again; old tokens stay refused', async () => {
      const person = await people.customer();
      await deactivate(person.id);
      expect(await post(`/${person.id}/reactivate`)).toMatchObject({
        status: 200,
        body: { id: person.id, status: 'active', tokenEpoch: 1, endedSessions: 0, propagation: 'published' },
      });
      expect(await identity.get('/v1/me', { token: person.token })).toMatchObject({ status: 401 });
      expect(await people.refresh(person)).toMatchObject({ status: 400 });
      const { token } = await people.login(person);
      expect(await identity.get('/v1/me', { token })).toMatchObject({ status: 200 });
      expect(await records.subjects(person.id)).toEqual([
        'identity.users.v1.deactivated',
        'identity.users.v1.reactivated',
      ]);
      expect(await records.actions(person.id)).toContain('account.reactivated');
    });

    it('of an active account changes nothing', async () => {
      const person = await people.customer();
      expect(await post(`/${person.id}/reactivate`)).toMatchObject({ status: 200, body: { tokenEpoch: 0 } });
      expect(await identity.get('/v1/me', { token: person.token })).toMatchObject({ status: 200 });
      expect(await records.subjects(person.id)).toEqual([]);
      expect(await post(`/${randomUUID()}/reactivate`)).toMatchObject(notFound);
    });
  });

  describe('a change of roles', () => {
    it('invalidates tokens of the old ones and ends no session: the next refresh has the new ones', async () => {
      const person = await people.customer();
      const answer = await put(`/${person.id}/roles`, { roles: ['support', 'customer', 'support'] });
      expect(answer).toMatchObject({ status: 200, body: { id: person.id, tokenEpoch: 1, endedSessions: 0 } });
      expect((await records.account(person.id)).roles).toEqual(['customer', 'support']);
      expect(await identity.get('/v1/me', { token: person.token })).toMatchObject({ status: 401 });
      const refreshed = await people.refresh(person);
      expect(refreshed.status).toBe(200);
      const token = refreshed.body['access_token'] as string;
      expect(await identity.get('/v1/me', { token })).toMatchObject({ body: { roles: ['customer', 'support'] } });
      const entry = (await records.audit(person.id)).find(({ action }) => action === 'account.roles-changed');
      expect(entry).toMatchObject({ details: { from: ['customer'], to: ['customer', 'support'] } });
      expect(JSON.stringify((await records.security(person.id))[0]!.data)).toContain('token-claims-change');
    });

    it('to those it has already keeps its tokens true', async () => {
      const person = await people.customer();
      expect(await put(`/${person.id}/roles`, { roles: ['customer'] })).toMatchObject({ body: { tokenEpoch: 0 } });
      expect(await identity.get('/v1/me', { token: person.token })).toMatchObject({ status: 200 });
    });

    it.each([
      [{ roles: [] }, 422, 'roles_required'],
      [{ roles: ['owner'] }, 422, 'unknown_role'],
      [{ roles: 'admin' }, 400, 'invalid_request'],
      [{}, 400, 'invalid_request'],
    ])('refuses %j', async (body, status, code) => {
      const person = await people.open();
      const before = await records.everything();
      expect(await put(`/${person.id}/roles`, body)).toMatchObject({ status, body: { code } });
      expect(await records.everything()).toBe(before);
    });

    it('takes administration from nobody but others', async () => {
      const refused = await put(`/${admin.id}/roles`, { roles: ['customer'] });
      expect(refused).toMatchObject({ status: 409, body: { code: 'own_account' } });
      expect(await put(`/${randomUUID()}/roles`, { roles: ['customer'] })).toMatchObject(notFound);
    });
  });

  describe('the sessions of an account', () => {
    it('are listed, and ended one by one', async () => {
      const person = await people.customer();
      const other = await people.login(person);
      const { body } = await get(`/${person.id}/sessions`);
      expect((body['items'] as { id: string }[]).map(({ id }) => id)).toEqual([other.sid, person.sid]);
      expect(body['items'][0]).toEqual({
        id: other.sid,
        clientId: 'hallpass-first-party',
        authenticatedAt: expect.any(String),
        refreshedAt: expect.any(String),
        expiresAt: expect.any(String),
        ipAddress: '127.0.0.1',
        userAgent: expect.any(String),
      });
      const ended = await remove(`/${person.id}/sessions/${person.sid}`);
      expect(ended.body).toEqual({ id: person.id, endedSessions: 1, propagation: 'published' });
      expect(await identity.get('/v1/me', { token: person.token })).toMatchObject({ status: 401 });
      expect(await people.refresh(person)).toMatchObject({ status: 400 });
      expect(await identity.get('/v1/me', { token: other.token })).toMatchObject({ status: 200 });
      expect(await records.actions(person.sid)).toContain('session.ended');
      expect(await remove(`/${person.id}/sessions/${person.sid}`)).toMatchObject({ body: { endedSessions: 0 } });
    });

    it('are refused for the unknown, and for another account’s session', async () => {
      const [person, other] = [await people.customer(), await people.customer()];
      expect(await get(`/${randomUUID()}/sessions`)).toMatchObject(notFound);
      const noSession = { status: 404, body: { code: 'session_not_found' } };
      expect(await remove(`/${person.id}/sessions/${other.sid}`)).toMatchObject(noSession);
      expect(await remove(`/${person.id}/sessions/${randomUUID()}`)).toMatchObject(noSession);
      expect(await remove(`/${person.id}/sessions/x`)).toMatchObject(invalid);
      expect(await identity.get('/v1/me', { token: other.token })).toMatchObject({ status: 200 });
    });
  });
});
