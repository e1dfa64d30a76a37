import { eventually } from '@hallpass/testing';
import { Database } from '../src/database/database.js';
import { ClosingSchedule } from '../src/sessions/closing-schedule.js';
import { CloseEndedSessions } from '../src/sessions/use-cases/close-ended-sessions.js';
import { issue } from './action-tokens.js';
import { IdentityApp } from './identity-app.js';
import { type LoggedIn, PASSWORD, People } from './people.js';

const ANOTHER_PASSWORD = 'a bank where oxlips and violets grow';

describe('the rows of sessions that ended with all others of their account', () => {
  let identity: IdentityApp;
  let admin: LoggedIn;
  let person: LoggedIn;
  beforeAll(async () => {
    identity = await IdentityApp.start();
    admin = await new People(identity).admin();
  });
  afterAll(() => identity?.stop());
  beforeEach(async () => {
    person = await new People(identity).customer();
  });

  const query = async (sql: string, ...values: unknown[]) => (await identity.database.pool.query(sql, values)).rows;
  const reasons = () => query('SELECT end_reason AS reason FROM sessions WHERE account_id = $1', person.id);
  const notes = () => query('SELECT * FROM session_endings');

  it.each<[string, () => Promise<{ status: number }>]>([
    [
      'account-deactivated',
      () => identity.post(`/v1/admin/users/${person.id}/deactivate`, { token: admin.token, body: { reason: 'left' } }),
    ],
    ['logout-all', () => identity.post('/v1/auth/logout-all', { token: person.token })],
    [
      'password-changed',
      () => {
        const body = { currentPassword: PASSWORD, newPassword: ANOTHER_PASSWORD };
        return identity.post('/v1/me/password', { token: person.token, body });
      },
    ],
    [
      'password-reset',
      async () => {
        const token = await issue(identity, 'password-reset', person.id);
        return identity.post('/v1/auth/password/reset', { body: { token, password: ANOTHER_PASSWORD } });
      },
    ],
  ])('are closed at once where that was decided: %s', async (reason, decide) => {
    expect((await decide()).status).toBeLessThan(300);
    await eventually(async () => expect(await reasons()).toEqual([{ reason }]));
    await eventually(async () => expect(await notes()).toEqual([]));
  });

  it('cost one statement while there are none, and no transaction', async () => {
    const sent: string[] = [];
    const database = {
      $queryRawUnsafe: async (sql: string) => {
        sent.push(sql);
        return identity.database.pool.query(sql).then(({ rows }) => rows as unknown[]);
      },
    };
    expect(await new CloseEndedSessions(database as unknown as Database).execute()).toBe(0);
    expect(sent).toHaveLength(1);
  });

  it('are closed by another replica when the one that decided is killed before it has', async () => {
    // What is left of a replica after kill -9: the decision, and nobody who goes on with it.
    await identity.app.get(ClosingSchedule, { strict: false }).beforeApplicationShutdown();
    expect((await identity.post('/v1/auth/logout-all', { token: person.token })).status).toBe(204);
    expect([await reasons(), await notes()]).toMatchObject([[{ reason: null }], [{ account_id: person.id }]]);
    const replica = await identity.replica();
    await eventually(async () => expect(await reasons()).toEqual([{ reason: 'logout-all' }]));
    await eventually(async () => expect(await notes()).toEqual([]));
    await replica.stop();
  });

  it('are closed for every account in one round, also where one has nothing to close', async () => {
    const closing = identity.app.get(CloseEndedSessions, { strict: false });
    const note = (id: string) =>
      query(
        `INSERT INTO session_endings (account_id, valid_from, opened_from, reason, ended_at)
         VALUES ($1, 1000, 999, 'logout-all', now() - interval '1 hour')`,
        id,
      );
    await note(admin.id);
    await identity.post('/v1/auth/logout-all', { token: person.token });
    while ((await closing.execute()) > 0);
    expect([await reasons(), await notes()]).toEqual([[{ reason: 'logout-all' }], []]);
  });
});
