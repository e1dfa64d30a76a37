import { randomUUID } from 'node:crypto';
import { eventually } from '@hallpass/testing';
import { type Answer, IdentityApp } from './identity-app.js';
import { type LoggedIn, People } from './people.js';
import { refresh } from './tokens.js';

// The bounds of a connection, a lock and an answer that never comes are those of production: up to 12 s each.
jest.setTimeout(120_000);

const UNAVAILABLE = { status: 503, body: { code: 'service_unavailable' } };
/** RFC 6749 knows no other way to say it. */
const OAUTH_UNAVAILABLE = { status: 503, body: { error: 'temporarily_unavailable' } };
const LOCK_TABLES = 'LOCK TABLE accounts, sessions, attempts IN ACCESS EXCLUSIVE MODE';
const WAITING = `pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;

describe('a database in trouble', () => {
  let identity: IdentityApp;
  let people: People;
  let person: LoggedIn;
  beforeAll(async () => {
    identity = await IdentityApp.start();
    people = new People(identity);
    person = await people.customer();
  });
  afterAll(() => identity?.stop());

  const query = async <T extends object>(sql: string) => (await identity.database.pool.query<T>(sql)).rows;
  const login = (app = identity) => app.post('/v1/auth/login', { body: { email: person.email, password: 'wrong' } });
  const me = (app = identity) => app.get('/v1/me', { token: person.token });
  const exchange = (app = identity) => refresh(app, person.refreshToken);

  /** Does the work while somebody else's transaction holds what the statement takes. */
  async function holding<T>(statement: string, work: () => Promise<T>): Promise<T> {
    const holder = await identity.database.pool.connect();
    try {
      await holder.query(`BEGIN; ${statement}`);
      return await work();
    } finally {
      await holder.query('ROLLBACK');
      holder.release();
    }
  }

  function expectRetryable(answers: Answer<unknown>[], expected: object): void {
    for (const answer of answers) {
      expect(answer).toMatchObject(expected);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
  }

  it('that holds a lock, and with it the whole pool, is 503 with Retry-After', async () => {
    const answers = await holding(LOCK_TABLES, () => {
      const requests = Array.from({ length: 4 }, () => [me(), exchange(), login()] as const);
      return Promise.all(requests.map((each) => Promise.all(each)));
    });
    expectRetryable(
      answers.map(([answer]) => answer),
      UNAVAILABLE,
    );
    expectRetryable(
      answers.map(([, answer]) => answer),
      OAUTH_UNAVAILABLE,
    );
    expectRetryable(
      answers.map(([, , answer]) => answer),
      UNAVAILABLE,
    );
    await eventually(async () => (await me()).status === 200);
  });

  it('whose pool is held by requests that wait leaves the service ready and an administrator able to act', async () => {
    const [admin, other] = [await people.admin(), await people.customer()];
    const [answer, ready, stillHeld] = await holding('LOCK TABLE guesses IN ACCESS EXCLUSIVE MODE', async () => {
      const flood = Promise.all(Array.from({ length: 30 }, () => login()));
      await eventually(async () => (await query(`SELECT FROM ${WAITING}`)).length === 10);
      const deactivation = { token: admin.token, body: { reason: 'left' } };
      const deactivated = await identity.post(`/v1/admin/users/${other.id}/deactivate`, deactivation);
      const readiness = await identity.get('/health/ready');
      const held = (await query(`SELECT FROM ${WAITING}`)).length;
      await flood;
      return [deactivated, readiness, held] as const;
    });
    expect(answer).toMatchObject({ status: 200, body: { status: 'deactivated' } });
    expect(answer.headers.get('hallpass-propagation')).not.toBe('pending');
    expect(ready).toMatchObject({ status: 200 });
    expect(stillHeld).toBeGreaterThan(0);
  });

  it('that takes no more connections is 503 with Retry-After', async () => {
    const role = `narrow_${randomUUID().replaceAll('-', '')}`;
    await query(`CREATE ROLE ${role} LOGIN PASSWORD 'narrow' IN ROLE pg_read_all_data, pg_write_all_data`);
    const url = new URL(identity.database.url);
    [url.username, url.password] = [role, 'narrow'];
    const replica = await identity.replica({ DATABASE_URL: url.href });
    await query(`ALTER ROLE ${role} CONNECTION LIMIT 0`);
    await query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${role}'`);
    expectRetryable(await Promise.all([me(replica), login(replica)]), UNAVAILABLE);
    expectRetryable([await exchange(replica)], OAUTH_UNAVAILABLE);
    await replica.stop();
    await query(`DROP ROLE ${role}`);
  });

  it('that ends the connections is 503 with Retry-After', async () => {
    const [first, second, third] = await holding(LOCK_TABLES, async () => {
      const answers = Promise.all([me(), login(), exchange()]);
      await eventually(async () => (await query(`SELECT FROM ${WAITING}`)).length >= 3);
      await query(`SELECT pg_terminate_backend(pid) FROM ${WAITING}`);
      return answers;
    });
    expectRetryable([first, second], UNAVAILABLE);
    expectRetryable([third], OAUTH_UNAVAILABLE);
  });

  it('whose processes are stopped is 503 with Retry-After, and serves on when they go on', async () => {
    const outside = await identity.database.pool.connect();
    const signal = async (name: 'STOP' | 'CONT') => {
      const { rows } = await outside.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
      // By the server itself: it may run in a container. What it writes is read to its end, or it may meet a closed pipe.
      const kill = `kill -${name} ${rows.map(({ pid }) => pid).join(' ')}`;
      await outside.query(`COPY (SELECT 1) TO PROGRAM 'cat >/dev/null; ${kill}'`);
    };
    await Promise.all(Array.from({ length: 12 }, () => me()));
    // Whatever fails, they go on: while a process is stopped, no database of this server can be dropped.
    const whileStopped = async () => {
      await signal('STOP');
      return Promise.all([me(), login(), exchange()]);
    };
    const [mine, logins, exchanged] = await whileStopped().finally(() => signal('CONT'));
    outside.release();
    expectRetryable([mine, logins], UNAVAILABLE);
    expectRetryable([exchanged], OAUTH_UNAVAILABLE);
    await eventually(async () => (await me()).status === 200, { timeoutMs: 30_000 });
  });
});
