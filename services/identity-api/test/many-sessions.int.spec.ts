import { ClosingSchedule } from '../src/sessions/closing-schedule.js';
import { LIVE_SESSIONS } from '../src/sessions/data/session-sql.js';
import { CloseEndedSessions } from '../src/sessions/use-cases/close-ended-sessions.js';
import { issue } from './action-tokens.js';
import { IdentityApp } from './identity-app.js';
import { type LoggedIn, PASSWORD, People } from './people.js';
import { Records } from './records.js';
import { accepts, INVALID_GRANT, refresh } from './tokens.js';

jest.setTimeout(300_000);

const MILLION = 1_000_000;
const ANOTHER_PASSWORD = 'a bank where oxlips and violets grow';

describe('an account with a million live sessions', () => {
  let identity: IdentityApp;
  let people: People;
  let records: Records;
  let admin: LoggedIn;
  let person: LoggedIn;
  beforeAll(async () => {
    identity = await IdentityApp.start();
    people = new People(identity);
    records = new Records(identity);
    admin = await people.admin();
    const { id, email } = await people.open();
    await query(
      `INSERT INTO sessions (id, account_id, client_id, amr, authenticated_at, refreshed_at, idle_expires_at, expires_at)
       SELECT gen_random_uuid(), $1, 'hallpass-first-party', '{pwd}', now() - n * interval '1 ms', now(),
         now() + interval '7 days', now() + interval '30 days' FROM generate_series(1, ${MILLION}) AS n`,
      id,
    );
    await query('VACUUM ANALYZE sessions');
    await query(`CREATE TABLE touched (tx xid8, sessions bigint);`);
    await query(
      `CREATE FUNCTION note_touched() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN INSERT INTO touched SELECT pg_current_xact_id(), count(*) FROM new_rows HAVING count(*) > 0; RETURN NULL; END $$`,
    );
    await query(
      `CREATE TRIGGER note_touched AFTER UPDATE ON sessions REFERENCING NEW TABLE AS new_rows
       FOR EACH STATEMENT EXECUTE FUNCTION note_touched()`,
    );
    await identity.app.get(ClosingSchedule, { strict: false }).beforeApplicationShutdown();
    person = await people.login({ id, email });
  });
  afterAll(() => identity?.stop());

  const query = async (sql: string, ...values: unknown[]) => (await identity.database.pool.query(sql, values)).rows;
  const open = async () => Number((await query('SELECT count(*) FROM sessions WHERE ended_at IS NULL'))[0].count);
  const close = (size: number) => identity.app.get(CloseEndedSessions, { strict: false }).execute(size);
  /** As it was before all its sessions ended: none of their rows is closed yet. */
  const begin = async () => {
    await query('DELETE FROM session_endings');
    await query(`UPDATE accounts SET sessions_valid_from = 0, status = 'active' WHERE id = $1`, person.id);
    person = await people.login(person, password);
    await query('DELETE FROM touched');
  };
  let password = PASSWORD;

  it('answers a list of them with no more rows read than it answers', async () => {
    const values = [person.id, new Date().toISOString(), null, null, null, 21];
    const [row] = await query(`EXPLAIN (ANALYZE, FORMAT JSON) ${LIVE_SESSIONS}`, ...values);
    const plan = JSON.stringify(row['QUERY PLAN']);
    expect(plan).toContain('sessions_live');
    expect(plan).not.toMatch(/Seq Scan","[^}]*"Relation Name":"sessions"|"Node Type":"Sort"/);
    expect(plan).not.toMatch(/"Rows Removed by (Filter|Index Recheck)":[1-9]/);
    expect((await identity.get('/v1/me/sessions?limit=20', { token: person.token })).body.items).toHaveLength(20);
  });

  it.each<[string, () => Promise<{ status: number }>]>([
    [
      'deactivation',
      () => identity.post(`/v1/admin/users/${person.id}/deactivate`, { token: admin.token, body: { reason: 'left' } }),
    ],
    ['a logout everywhere', () => identity.post('/v1/auth/logout-all', { token: person.token })],
    [
      'a change of the password',
      () => {
        const body = { currentPassword: password, newPassword: ANOTHER_PASSWORD };
        password = ANOTHER_PASSWORD;
        return identity.post('/v1/me/password', { token: person.token, body });
      },
    ],
    [
      'a reset of the password',
      async () => {
        const body = { token: await issue(identity, 'password-reset', person.id), password: PASSWORD };
        password = PASSWORD;
        return identity.post('/v1/auth/password/reset', { body });
      },
    ],
  ])('ends them by %s, which touches none of their rows', async (_name, decide) => {
    await begin();
    const before = await open();
    expect((await decide()).status).toBeLessThan(300);
    expect(await query('SELECT * FROM touched')).toEqual([]);
    expect(await open()).toBe(before);
    expect(await accepts(identity, person.token)).toBe(false);
    expect(await refresh(identity, person.refreshToken)).toMatchObject(INVALID_GRANT);
    const [last] = (await records.audit(person.id)).slice(-1);
    expect(last!.details).toMatchObject({ endedSessions: 1000 });
  });

  it('keeps them ended when the account is opened again, and lists only those opened since', async () => {
    await begin();
    await identity.post(`/v1/admin/users/${person.id}/deactivate`, { token: admin.token, body: { reason: 'left' } });
    await identity.post(`/v1/admin/users/${person.id}/reactivate`, { token: admin.token });
    expect(await refresh(identity, person.refreshToken)).toMatchObject(INVALID_GRANT);
    const back = await people.login(person, password);
    const { body } = await identity.get('/v1/me/sessions', { token: back.token });
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual([back.sid]);
  });

  it('has their rows closed in slices, by whichever replica, each for the reason it ended for', async () => {
    await begin();
    await identity.post('/v1/auth/logout-all', { token: person.token });
    const before = await open();
    expect(await close(700)).toBe(700);
    const late = await people.login(person, password);
    await identity.post(`/v1/admin/users/${person.id}/deactivate`, { token: admin.token, body: { reason: 'left' } });
    expect(await close(700)).toBe(700);
    const [most] = await query('SELECT max(sum) AS sessions FROM (SELECT sum(sessions) FROM touched GROUP BY tx) AS t');
    expect(Number(most.sessions)).toBe(700);
    expect(await open()).toBe(before - 1400 + 1);
    await query('DELETE FROM sessions WHERE ended_at IS NULL AND account_id = $1 AND opened_epoch = 0', person.id);
    while ((await close(1000)) > 0 || (await query('SELECT 1 FROM session_endings')).length > 0);
    const reasonOf = async (sid: string) =>
      (await query('SELECT end_reason FROM sessions WHERE id = $1', sid))[0].end_reason;
    expect([await reasonOf(person.sid), await reasonOf(late.sid)]).toEqual(['logout-all', 'account-deactivated']);
    const [left] = await query('SELECT count(*) FROM sessions WHERE account_id = $1 AND ended_at IS NULL', person.id);
    expect(Number(left.count)).toBe(0);
  });
});

describe('the most live sessions of an account', () => {
  let identity: IdentityApp;
  let people: People;
  let records: Records;
  beforeAll(async () => {
    identity = await IdentityApp.start({ SESSIONS_PER_ACCOUNT_MAX: '3' });
    people = new People(identity);
    records = new Records(identity);
  });
  afterAll(() => identity?.stop());

  it('ends the oldest at a login beyond it, everywhere, with its entry in the audit trail', async () => {
    const person = await people.open();
    const logins: LoggedIn[] = [];
    for (let n = 0; n < 4; n += 1) logins.push(await people.login(person));
    const [oldest, ...others] = logins as [LoggedIn, ...LoggedIn[]];
    expect(await accepts(identity, oldest.token)).toBe(false);
    expect(await refresh(identity, oldest.refreshToken)).toMatchObject(INVALID_GRANT);
    for (const { token } of others) expect(await accepts(identity, token)).toBe(true);
    expect(await records.security(oldest.sid)).toHaveLength(1);
    expect(await records.actions(oldest.sid)).toEqual(['account.login', 'session.ended']);
  });

  it('ends at most ten at one login where there are more', async () => {
    const person = await people.open();
    const first = await people.login(person);
    await identity.database.pool.query(
      `INSERT INTO sessions (id, account_id, client_id, amr, authenticated_at, refreshed_at, idle_expires_at, expires_at)
       SELECT gen_random_uuid(), account_id, client_id, amr, authenticated_at - n * interval '1 s', refreshed_at,
         idle_expires_at, expires_at FROM sessions, generate_series(1, 50) AS n WHERE id = $1`,
      [first.sid],
    );
    await people.login(person);
    const ended = 'SELECT count(*)::int FROM sessions WHERE account_id = $1 AND ended_at IS NOT NULL';
    expect((await identity.database.pool.query(ended, [person.id])).rows).toEqual([{ count: 10 }]);
    expect(await accepts(identity, first.token)).toBe(true);
  });
});
