import { randomUUID } from 'node:crypto';
import { AUDIENCES } from '@hallpass/contracts';
import { decodeJwt } from 'jose';
import { IdentityApp } from './identity-app.js';
import { type LoggedIn, People } from './people.js';
import { Records } from './records.js';
import { ServiceClient, serviceClients } from './service-client.js';

const PATH = '/v1/admin/revoke-all';
const SCOPES = { [AUDIENCES.orderApi]: ['orders:read'] };

describe('revoking everything', () => {
  let identity: IdentityApp;
  let people: People;
  let records: Records;
  let client: ServiceClient;
  beforeAll(async () => {
    client = await ServiceClient.start('order-api', { serves: [AUDIENCES.orderApi], scopes: SCOPES });
    identity = await IdentityApp.start({
      LOGIN_ATTEMPTS_PER_ADDRESS: '10000',
      SERVICE_CLIENTS: serviceClients(client),
    });
    people = new People(identity);
    records = new Records(identity);
  });
  afterAll(async () => {
    await identity?.stop();
    await client?.stop();
  });

  const revokeAll = ({ token }: LoggedIn, body: object = { reason: 'database restored' }, query = '') =>
    identity.post(`${PATH}${query}`, { token, body });
  const me = (token: string) => identity.get('/v1/me', { token });
  const isActive = async (token: string) => {
    const answer = await identity.form('/oauth/introspect', { token, ...(await client.credentials()) });
    return answer.body.active as boolean;
  };
  const clientToken = async (): Promise<string> => {
    const asked = { grant_type: 'client_credentials', resource: AUDIENCES.orderApi };
    return (await identity.form('/oauth/token', { ...asked, ...(await client.credentials()) })).body.access_token;
  };

  it('needs a token with the scope users:admin, and a reason', async () => {
    const admin = await people.admin();
    expect(await identity.post(PATH, { body: { reason: 'x' } })).toMatchObject({ status: 401 });
    expect(await revokeAll(await people.customer())).toMatchObject({ status: 403 });
    expect(await revokeAll(admin, {})).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect(await revokeAll(admin, { reason: 'x', id: '7' })).toMatchObject({ status: 400 });
    expect(await me(admin.token)).toMatchObject({ status: 200 });
  });

  it('refuses every token and session of before at once, and none that is issued afterwards', async () => {
    const [admin, person, machine] = [await people.admin(), await people.customer(), await clientToken()];
    expect(await isActive(machine)).toBe(true);
    const answer = await revokeAll(admin, { reason: 'database restored' }, '?wait=applied&timeout=10s');
    expect(answer).toMatchObject({
      status: 200,
      body: { propagation: 'applied', verifiers: { known: 1, applied: 1, missing: [], complete: true } },
    });
    const refused = { status: 401, body: { code: 'invalid_token' } };
    expect(await me(admin.token)).toMatchObject(refused);
    expect(await me(person.token)).toMatchObject(refused);
    expect(await people.refresh(person)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect([await isActive(person.token), await isActive(machine)]).toEqual([false, false]);

    const again = await people.login(person);
    expect(await me(again.token)).toMatchObject({ status: 200 });
    expect(await people.refresh(again)).toMatchObject({ status: 200 });
    expect(await isActive(await clientToken())).toBe(true);
    expect(decodeJwt(again.token)['epoch']).toBe(answer.body.minEpoch);
  });

  it('invalidates links that were sent by e-mail before', async () => {
    const person = await people.open();
    await identity.post('/v1/auth/password/forgot', { body: { email: person.email } });
    const { resetToken: token } = await records.confidential(person.id, 'identity.users.v1.password-reset-requested');
    await revokeAll(await people.admin());
    const body = { token, password: 'a password of its own' };
    expect(await identity.post('/v1/auth/password/reset', { body })).toMatchObject({
      status: 400,
      body: { code: 'invalid_action_token' },
    });
  });

  it('gives an account that changes afterwards an epoch above the floor', async () => {
    const person = await people.customer();
    const { body } = await revokeAll(await people.admin());
    const admin = await people.admin();
    const roles = { roles: ['customer', 'support'] };
    const changed = await identity.call('PUT', `/v1/admin/users/${person.id}/roles`, {
      token: admin.token,
      body: roles,
    });
    expect(changed).toMatchObject({ status: 200, body: { tokenEpoch: body.minEpoch + 1 } });
  });

  it('rises above whatever epoch an account has, and above the floor before', async () => {
    const person = await people.open();
    const { body: before } = await revokeAll(await people.admin());
    const { pool } = identity.database;
    await pool.query('UPDATE accounts SET token_epoch = $2 WHERE id = $1', [person.id, before.minEpoch + 10_000]);
    const { body: after } = await revokeAll(await people.admin());
    expect(after.minEpoch).toBeGreaterThan(before.minEpoch + 10_000);
    expect((await revokeAll(await people.admin())).body.minEpoch).toBeGreaterThan(after.minEpoch);
  });

  it('finds the highest epoch without reading the other accounts', async () => {
    const { pool } = identity.database;
    await pool.query(`INSERT INTO accounts (id, email, password_hash)
      SELECT gen_random_uuid(), 'many-' || n || '@example.com', 'x' FROM generate_series(1, 20000) AS n`);
    await pool.query('ANALYZE accounts');
    const { rows } = await pool.query('EXPLAIN SELECT max(token_epoch) FROM accounts');
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain(
      'Index Only Scan Backward using accounts_token_epoch',
    );
  });

  it('done again under the same id, also by two at once, ends nothing that was issued since', async () => {
    const id = randomUUID();
    const admin = await people.admin();
    const replica = await identity.replica();
    const both = [identity, replica].map((one) => one.post(PATH, { token: admin.token, body: { reason: 'x', id } }));
    const answers = await Promise.all(both);
    const [first] = answers.filter(({ status }) => status === 200);
    const later = await people.admin();
    const again = await revokeAll(later, { reason: 'x', id });
    expect(again).toMatchObject({ status: 200, body: { id, minEpoch: first!.body.minEpoch } });
    expect(await me(later.token)).toMatchObject({ status: 200 });
    const { rows: entries } = await identity.database.pool.query(
      `SELECT actor_id FROM audit_events WHERE action = 'tokens.revoked' AND details ->> 'id' = $1`,
      [id],
    );
    expect(entries).toEqual([{ actor_id: admin.id }]);
  });

  it('is refused at a replica that has not heard of it, once it asks the database', async () => {
    const person = await people.customer();
    await identity.database.pool.query(
      `INSERT INTO token_epoch_floors (min_epoch, id, reason)
       SELECT max(min_epoch) + 1, gen_random_uuid(), 'x' FROM token_epoch_floors`,
    );
    expect(await isActive(person.token)).toBe(false);
    expect(await people.refresh(person)).toMatchObject({ status: 400 });
    expect(await identity.get('/v1/admin/users', { token: (await people.admin()).token })).toMatchObject({
      status: 200,
    });
  });
});
