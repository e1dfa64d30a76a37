import { join } from 'node:path';
import { Purge } from '@hallpass/platform';
import { createDatabase, pgSqlClient, planOf, purgePlansWithoutIndex, type TestDatabase } from '@hallpass/testing';
import { LIST_ACCOUNTS } from '../src/administration/data/account-list.repository.js';
import { LIST_AUDIT_EVENTS } from '../src/administration/data/audit-event.repository.js';
import { OTHERS } from '../src/accounts/data/registration.repository.js';
import { purgedKinds } from '../src/retention/purged-kinds.js';

// A bound for what never happens: 100,000 rows of each kind are made on a machine that may have other things to do.
jest.setTimeout(120_000);

const DAY_MS = 24 * 60 * 60 * 1000;
const ROWS = 100_000;
const LIVES = {
  SESSION_RETENTION_DAYS: 7 * DAY_MS,
  UNVERIFIED_ACCOUNT_RETENTION_DAYS: 7 * DAY_MS,
  AUDIT_RETENTION_DAYS: 400 * DAY_MS,
};

/** One second apart, the first long ago. */
const at = (days: number) => `now() - ${days} * interval '24 hours' + n * interval '1 second'`;
const MADE = `
  INSERT INTO accounts (id, email, password_hash, created_at, status)
    SELECT gen_random_uuid(), n || '@example.com', 'x', ${at(30)}, CASE WHEN n % 50000 = 0 THEN 'deactivated' ELSE 'active' END
    FROM generate_series(1, ${ROWS}) AS n;
  INSERT INTO accounts (id, email, password_hash, email_verified_at)
    VALUES ('00000000-0000-4000-8000-000000000001', 'verified@example.com', 'x', now());
  INSERT INTO sessions (id, account_id, client_id, amr, authenticated_at, refreshed_at, idle_expires_at, expires_at, ended_at)
    SELECT gen_random_uuid(), '00000000-0000-4000-8000-000000000001', 'c', '{pwd}', now(), now(), now(), now(), ${at(20)}
    FROM generate_series(1, ${ROWS}) AS n;
  INSERT INTO refresh_tokens (id, session_id, token_hash, issued_at, consumed_at, sealed_successor)
    SELECT gen_random_uuid(), id, sha256(id::text::bytea), now(), ended_at, 'sealed' FROM sessions;
  INSERT INTO single_use_tokens (jti, purpose, owner, expires_at)
    SELECT n::text, 'password-reset', 'somebody', ${at(20)} FROM generate_series(1, ${ROWS}) AS n;
  INSERT INTO registrations (id, email, password_hash, created_at)
    SELECT gen_random_uuid(), n % 1000 || '@waiting.example', CASE WHEN n % 2 = 1 THEN 'x' END, ${at(30)} FROM generate_series(1, ${ROWS}) AS n;
  INSERT INTO attempts (key, points, expire)
    SELECT n::text, 1, extract(epoch FROM ${at(20)}) * 1000 FROM generate_series(1, ${ROWS}) AS n;
  INSERT INTO guesses (key, failures, next_at, forgotten_at)
    SELECT n::text, 1, now(), ${at(20)} FROM generate_series(1, ${ROWS}) AS n;
  INSERT INTO known_networks (account, network, last_login_at)
    SELECT n::text, 'home', ${at(120)} FROM generate_series(1, ${ROWS}) AS n;
  INSERT INTO audit_events (id, action, outcome, occurred_at)
    SELECT gen_random_uuid(), 'account.login', 'success', ${at(500)} FROM generate_series(1, ${ROWS}) AS n;`;

describe('retention of 100,000 rows of each kind', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase(join(__dirname, '../prisma/migrations'));
    await database.pool.query(MADE);
    await database.pool.query('ANALYZE');
  });
  afterAll(() => database?.drop());

  it.each(purgedKinds(LIVES).map(({ name }) => name))('reads no whole table to purge %s', async (name) => {
    const kind = purgedKinds(LIVES).find((known) => known.name === name)!;
    expect(await purgePlansWithoutIndex(database.pool, kind)).toEqual([]);
  });

  it('reads no whole table, nor all of one address, to find the newest registrations of an address', async () => {
    const plan = await planOf(database.pool, OTHERS, ['00000000-0000-4000-8000-000000000001', '7@waiting.example', 4]);
    expect(plan).toContain('registrations_of_address');
    expect(plan).not.toMatch(/Seq Scan|Sort/);
  });

  it('reads no whole table to page through accounts of a status', async () => {
    const plan = await planOf(database.pool, LIST_ACCOUNTS, [null, 'deactivated', null, null, 50]);
    expect(plan).toContain('accounts_page_of_status');
    expect(plan).not.toMatch(/Seq Scan on (?!token_epoch_floors)|Sort/); // It has a row each time that everything was revoked.
  });

  it.each([
    ['by time', [null, null, null, null, '2020-01-01T00:00:00Z', '2020-02-01T00:00:00Z', null]],
    ['behind a cursor', [null, null, null, null, null, null, 50_000]],
    ['by action and time', ['account.login', null, null, null, null, '2020-02-01T00:00:00Z', null]],
    ['by target', [null, null, null, 'nobody', null, null, null]],
  ])('reads no whole table to list the audit trail %s', async (_, values) => {
    const plan = await planOf(database.pool, LIST_AUDIT_EVENTS, [...values, 50]);
    expect(plan).toMatch(/Index Scan (Backward )?using audit_events_page/);
    expect(plan).not.toMatch(/Seq Scan|Sort/);
  });

  it('has every kind reached in one round, with a bound, also when one of them fails; the next round goes on', async () => {
    await database.pool.query(`
      CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'fails'; END $$;
      CREATE TRIGGER fails BEFORE DELETE ON sessions FOR EACH STATEMENT EXECUTE FUNCTION fail()`);
    const failures: string[] = [];
    const purge = new Purge({
      sql: pgSqlClient(database.pool),
      clock: { now: () => Date.now() },
      kinds: purgedKinds(LIVES),
      sliceRows: 100,
      slicesPerRound: 3,
      failed: (kind) => failures.push(kind),
    });
    const others = {
      'sealed successors': 300,
      'single-use tokens': 300,
      attempts: 300,
      guesses: 300,
      'known networks': 300,
      'unverified accounts': 300,
      registrations: 300,
      'audit events': 300,
    };
    expect(await purge.execute()).toEqual({ sessions: 100, ...others }); // refresh tokens
    expect(failures).toEqual(['sessions']);
    await database.pool.query('DROP TRIGGER fails ON sessions');
    expect(await purge.execute()).toMatchObject({ sessions: 300 });
  });
});
