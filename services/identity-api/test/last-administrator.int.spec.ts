import { eventually } from '@hallpass/testing';
import { IdentityApp } from './identity-app.js';
import { type LoggedIn, People } from './people.js';
import { Records } from './records.js';

const ROUNDS = 5;

describe('the last active administrator', () => {
  let identity: IdentityApp;
  let replica: IdentityApp;
  let people: People;
  let records: Records;
  let one: LoggedIn;
  let other: LoggedIn;
  beforeAll(async () => {
    identity = await IdentityApp.start({ LOGIN_ATTEMPTS_PER_ADDRESS: '10000' });
    replica = await identity.replica();
    people = new People(identity);
    records = new Records(identity);
  });
  afterAll(() => identity?.stop());
  beforeEach(async () => {
    await identity.database.pool.query(`UPDATE accounts SET roles = '{customer}'`);
    [one, other] = [await people.admin(), await people.admin()];
  });

  const refused = { status: 409, body: { code: 'last_administrator' } };
  const active = async () => {
    const sql = `SELECT id FROM accounts WHERE status = 'active' AND 'admin' = ANY (roles)`;
    return (await identity.database.pool.query(sql)).rows.length;
  };
  const deactivate = (at: IdentityApp, { token }: LoggedIn, { id }: { id: string }) =>
    at.post(`/v1/admin/users/${id}/deactivate`, { token, body: { reason: 'left' } });
  const demote = (at: IdentityApp, { token }: LoggedIn, { id }: { id: string }) =>
    at.call('PUT', `/v1/admin/users/${id}/roles`, { token, body: { roles: ['customer'] } });
  /** Holds both accounts, so that both decisions have been authenticated before either is taken. */
  const both = async (first: typeof demote, second: typeof demote) => {
    const client = await identity.database.pool.connect();
    await client.query('BEGIN');
    await client.query('SELECT 1 FROM accounts WHERE id = ANY ($1::uuid[]) FOR UPDATE', [[one.id, other.id]]);
    const answers = [first(identity, one, other), second(replica, other, one)];
    const waiting = `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
    await eventually(async () => expect((await identity.database.pool.query(waiting)).rowCount).toBe(2));
    await client.query('COMMIT');
    client.release();
    return Promise.all(answers);
  };

  it.each([
    ['deactivate', 'deactivate', deactivate, deactivate],
    ['demote', 'demote', demote, demote],
    ['deactivate', 'demote', deactivate, demote],
  ])('stays when two %s and %s each other at once', async (_first, _second, first, second) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const answers = await both(first, second);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
      expect(answers.find(({ status }) => status === 409)).toMatchObject(refused);
      expect(await active()).toBe(1);
      await identity.database.pool.query(`UPDATE accounts SET roles = '{customer}'`);
      [one, other] = [await people.admin(), await people.admin()];
    }
  });

  it('is not one whose address is not verified, who could not log in', async () => {
    await identity.database.pool.query('UPDATE accounts SET email_verified_at = NULL WHERE id = $1', [one.id]);
    const before = await records.everything();
    expect(await deactivate(identity, one, other)).toMatchObject(refused);
    expect(await demote(identity, one, other)).toMatchObject(refused);
    expect(await records.everything()).toBe(before);
  });
});
