import { decodeJwt } from 'jose';
import { AUDIENCES } from '@hallpass/contracts';
import { eventually } from '@hallpass/testing';
import { IdentityApp } from './identity-app.js';
import { type LoggedIn, PASSWORD, People } from './people.js';
import { Records } from './records.js';
import { accepts, INVALID_GRANT, refresh } from './tokens.js';

const GRACE_MS = 60_000;
const ROUNDS = 100;
const THIRD_PARTY = 'a-third-party';

describe('refreshing a session', () => {
  let identity: IdentityApp;
  let replica: IdentityApp;
  let people: People;
  let records: Records;
  let person: LoggedIn;
  beforeAll(async () => {
    identity = await IdentityApp.start({ PUBLIC_CLIENTS: `hallpass-first-party, ${THIRD_PARTY}` });
    replica = await identity.replica();
    people = new People(identity);
    records = new Records(identity);
  });
  afterAll(() => identity?.stop());
  beforeEach(async () => {
    person = await people.customer();
  });

  const family = async (sid: string) => {
    const sql = `SELECT id, predecessor_id, consumed_at FROM refresh_tokens WHERE session_id = $1 ORDER BY issued_at`;
    return (await identity.database.pool.query(sql, [sid])).rows as {
      id: string;
      predecessor_id: string | null;
      consumed_at: Date | null;
    }[];
  };
  const successorOf = async (token: string): Promise<string> => {
    const { status, body } = await refresh(identity, token);
    expect(status).toBe(200);
    return body.refresh_token;
  };

  it('answers with an access token for the same session and another refresh token', async () => {
    const answer = await refresh(identity, person.refreshToken);
    expect(answer).toMatchObject({
      status: 200,
      body: { token_type: 'Bearer', expires_in: 300, scope: 'account', refresh_token: expect.any(String) },
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body.refresh_token).not.toBe(person.refreshToken);
    expect(decodeJwt(answer.body.access_token)).toMatchObject({
      sub: person.id,
      sid: person.sid,
      aud: AUDIENCES.identityApi,
    });
    expect(await accepts(identity, answer.body.access_token)).toBe(true);
  });

  it('gives a token for another resource when asked for one', async () => {
    const { body } = await refresh(identity, person.refreshToken, {
      resource: AUDIENCES.orderApi,
      scope: 'orders:read',
    });
    expect(body.scope).toBe('orders:read');
    expect(decodeJwt(body.access_token)).toMatchObject({ aud: AUDIENCES.orderApi, scope: 'orders:read' });
  });

  it('stores no refresh token, only what it can be recognised by', async () => {
    const successor = await successorOf(person.refreshToken);
    const { rows } = await identity.database.pool.query('SELECT refresh_tokens::text AS row FROM refresh_tokens');
    const table = rows.map(({ row }) => row as string).join('\n');
    for (const token of [person.refreshToken, successor]) {
      expect(table).not.toContain(token);
      expect(table).not.toContain(Buffer.from(token, 'base64url').toString('hex'));
    }
  });

  it(`answers two at once with the same successor, ${ROUNDS} times over, and forks nothing`, async () => {
    let token = person.refreshToken;
    for (let round = 0; round < ROUNDS; round += 1) {
      const answers = await Promise.all([refresh(identity, token), refresh(replica, token)]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      const [first, second] = answers.map(({ body }) => body.refresh_token as string);
      expect(second).toBe(first);
      token = first!;
    }
    const rows = await family(person.sid);
    expect(rows).toHaveLength(ROUNDS + 1);
    expect(rows.filter(({ consumed_at }) => consumed_at === null)).toHaveLength(1);
    expect(new Set(rows.map(({ predecessor_id }) => predecessor_id)).size).toBe(ROUNDS + 1);
    expect(await records.actions(person.sid)).toEqual(['account.login']);
  });

  it('answers the immediate predecessor with the same successor within the grace', async () => {
    const successor = await successorOf(person.refreshToken);
    identity.clock.advance(GRACE_MS - 1_000);
    expect(await successorOf(person.refreshToken)).toBe(successor);
    expect(await accepts(identity, (await refresh(identity, successor)).body.access_token)).toBe(true);
  });

  const expectEnded = async (successor: string) => {
    expect(await refresh(identity, successor)).toMatchObject(INVALID_GRANT);
    expect(await accepts(identity, person.token)).toBe(false);
    await eventually(async () => expect(await accepts(replica, person.token)).toBe(false));
    expect(await records.actions(person.sid)).toEqual(['account.login', '!refresh_token.reused']);
    const event = { subject: `security.v1.session.${person.sid}` };
    expect(await records.security(person.sid)).toMatchObject([event]);
  };

  it('ends the session everywhere when the predecessor comes after the grace', async () => {
    const successor = await successorOf(person.refreshToken);
    expect(await accepts(replica, person.token)).toBe(true);
    identity.clock.advance(GRACE_MS + 1_000);
    expect(await refresh(identity, person.refreshToken)).toMatchObject(INVALID_GRANT);
    await expectEnded(successor);
  });

  it('ends the session everywhere when an older ancestor comes, also within the grace', async () => {
    const successor = await successorOf(await successorOf(person.refreshToken));
    expect(await accepts(replica, person.token)).toBe(true);
    expect(await refresh(identity, person.refreshToken)).toMatchObject(INVALID_GRANT);
    await expectEnded(successor);
  });

  it('tells of a reuse once, however often the token comes', async () => {
    await successorOf(await successorOf(person.refreshToken));
    await Promise.all([refresh(identity, person.refreshToken), refresh(replica, person.refreshToken)]);
    expect(await refresh(identity, person.refreshToken)).toMatchObject(INVALID_GRANT);
    expect(await records.security(person.sid)).toHaveLength(1);
  });

  it.each([
    ['malformed', 'not a token'],
    ['unknown', 'A'.repeat(43)],
  ])('refuses a %s token', async (_, token) => {
    expect(await refresh(identity, token)).toMatchObject(INVALID_GRANT);
  });

  it('refuses an access token in its place', async () => {
    expect(await refresh(identity, person.token)).toMatchObject(INVALID_GRANT);
  });

  it('refuses a token of a session that has ended', async () => {
    await identity.post('/v1/auth/logout', { token: person.token });
    expect(await refresh(identity, person.refreshToken)).toMatchObject(INVALID_GRANT);
  });

  it('refuses an unknown client', async () => {
    const answer = await refresh(identity, person.refreshToken, { client_id: 'somebody' });
    expect(answer).toMatchObject({
      status: 401,
      body: { error: 'invalid_client', error_description: expect.any(String) },
    });
  });

  it.each([
    ['invalid_target', { resource: 'urn:example:elsewhere' }],
    ['invalid_scope', { scope: 'users:admin' }],
    ['invalid_scope', { scope: 'account  account' }],
    ['invalid_scope', { resource: AUDIENCES.orderApi, scope: 'orders:read:any' }],
  ])('refuses what is not allowed as %s and consumes nothing', async (error, parameters) => {
    const answer = await refresh(identity, person.refreshToken, parameters as Record<string, string>);
    expect(answer).toMatchObject({ status: 400, body: { error } });
    expect(await family(person.sid)).toMatchObject([{ consumed_at: null }]);
    expect(await refresh(identity, person.refreshToken)).toMatchObject({ status: 200 });
  });

  it('gives the resource and the scope of the login when it asks for neither, again and again', async () => {
    const login = await people.tryLogin(person, PASSWORD, { resource: AUDIENCES.orderApi, scope: 'orders:read' });
    let token = login.body.refresh_token;
    for (const asked of [{}, { resource: AUDIENCES.orderApi }, { scope: 'orders:read' }, {}]) {
      const { status, body } = await refresh(identity, token, asked as Record<string, string>);
      expect({ status, scope: body.scope }).toEqual({ status: 200, scope: 'orders:read' });
      expect(decodeJwt(body.access_token)).toMatchObject({ aud: AUDIENCES.orderApi, scope: 'orders:read' });
      token = body.refresh_token;
    }
    const more = { scope: 'orders:read orders:write' };
    expect(await refresh(identity, token, more)).toMatchObject({ status: 400, body: { error: 'invalid_scope' } });
    const elsewhere = await refresh(identity, token, { resource: AUDIENCES.notifications });
    expect(elsewhere.body.scope).toBe('notifications:read notifications:write');
    const back = await refresh(identity, elsewhere.body.refresh_token, { resource: AUDIENCES.orderApi });
    expect(back.body.scope).toBe('orders:read');
    expect((await refresh(identity, back.body.refresh_token)).body.scope).toBe('orders:read');
  });

  it('gives a third party what it asked for at its login, and no other resource', async () => {
    const asked = { resource: AUDIENCES.orderApi, client_id: THIRD_PARTY };
    const { body: login } = await people.tryLogin(person, PASSWORD, asked);
    await identity.database.pool.query(`UPDATE accounts SET roles = '{customer,support}' WHERE id = $1`, [person.id]);
    const client = { client_id: THIRD_PARTY };
    const elsewhere = { ...client, resource: AUDIENCES.identityApi };
    const refused = await refresh(identity, login.refresh_token, elsewhere);
    expect(refused).toMatchObject({ status: 400, body: { error: 'invalid_target' } });
    const more = await refresh(identity, login.refresh_token, { ...client, scope: 'orders:read:any' });
    expect(more).toMatchObject({ status: 400, body: { error: 'invalid_scope' } });
    const { body } = await refresh(identity, login.refresh_token, client);
    expect(decodeJwt(body.access_token)).toMatchObject({ aud: AUDIENCES.orderApi, scope: 'orders:read orders:write' });
  });

  it('mints the roles of today, not those of the login', async () => {
    await identity.database.pool.query(`UPDATE accounts SET roles = '{customer,support}' WHERE id = $1`, [person.id]);
    const { body } = await refresh(identity, person.refreshToken, { resource: AUDIENCES.orderApi });
    expect(decodeJwt(body.access_token)).toMatchObject({ roles: ['customer', 'support'] });
    expect(body.scope).toContain('orders:read:any');
  });
});

describe('the life of a session', () => {
  const IDLE_SECONDS = 3_600;
  const ABSOLUTE_SECONDS = 5_000;
  let identity: IdentityApp;
  let person: LoggedIn;
  beforeAll(async () => {
    identity = await IdentityApp.start({
      REFRESH_IDLE_SECONDS: String(IDLE_SECONDS),
      REFRESH_ABSOLUTE_SECONDS: String(ABSOLUTE_SECONDS),
    });
  });
  afterAll(() => identity?.stop());
  beforeEach(async () => {
    person = await new People(identity).customer();
  });

  it('is over when it was not used for too long', async () => {
    identity.clock.advance(IDLE_SECONDS * 1_000 + 1);
    expect(await refresh(identity, person.refreshToken)).toMatchObject(INVALID_GRANT);
  });

  it('goes on when it is used, though never beyond its absolute end, and neither does an access token', async () => {
    identity.clock.advance((IDLE_SECONDS - 100) * 1_000);
    const { body } = await refresh(identity, person.refreshToken);
    identity.clock.advance((ABSOLUTE_SECONDS - IDLE_SECONDS) * 1_000);
    const last = await refresh(identity, body.refresh_token);
    expect(last.status).toBe(200);
    expect(last.body.expires_in).toBeLessThanOrEqual(100);
    identity.clock.advance(100_000);
    expect(await refresh(identity, last.body.refresh_token)).toMatchObject(INVALID_GRANT);
  });
});
