import { join } from 'node:path';
import { Purge } from '@hallpass/platform';
import { createDatabase, pgSqlClient, purgePlansWithoutIndex, type TestDatabase } from '@hallpass/testing';
import { purgedKinds } from '../src/retention/purged-kinds.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const KINDS = purgedKinds({
  NOTIFICATION_RETENTION_DAYS: 90 * DAY_MS,
  EMAIL_RETENTION_DAYS: 30 * DAY_MS,
  UNVERIFIED_RECIPIENT_RETENTION_DAYS: 60 * DAY_MS,
});

describe('retention', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase(join(__dirname, '../prisma/migrations'));
    // one recipient a day; the odd ones are verified. Each has a notification and an e-mail, which waits for every tenth.
    await database.pool.query(`
      INSERT INTO recipients (account, created_at, verified_at)
        SELECT gen_random_uuid(), now() - n * interval '24 hours' + interval '1 hour', CASE WHEN n % 2 = 1 THEN now() END
        FROM generate_series(1, 100) AS n;
      INSERT INTO notifications (id, account, sequence, kind, title, body, created_at)
        SELECT gen_random_uuid(), account, 1, 'order.placed', 'title', 'body', created_at FROM recipients;
      INSERT INTO emails (id, account, kind, state, message_id, data, next_attempt_at, expires_at, created_at)
        SELECT gen_random_uuid(), account, 'order.placed',
          CASE WHEN row_number() OVER (ORDER BY created_at DESC) % 10 = 0 THEN 'waiting' ELSE 'sent' END,
          account::text, '{"order":"o"}', now(), now(), created_at FROM recipients;
      ANALYZE`);
  });
  afterAll(() => database?.drop());

  it.each(KINDS)('reads no whole table to purge $name', async (kind) => {
    expect(await purgePlansWithoutIndex(database.pool, kind)).toEqual([]);
  });

  it('purges what is old, and keeps what still waits to be sent with its recipient', async () => {
    const failed = (_: string, error: unknown) => {
      throw error;
    };
    const purge = new Purge({
      sql: pgSqlClient(database.pool),
      clock: { now: () => Date.now() },
      kinds: KINDS,
      sliceRows: 7,
      failed,
    });
    expect(await purge.execute()).toEqual({
      notifications: 10,
      'contents of e-mails': 90,
      'e-mails': 63,
      'unverified recipients': 4,
    });
    const { rows } = await database.pool.query(
      `SELECT state, data <> '{}' AS said, count(*)::int FROM emails GROUP BY 1, 2 ORDER BY 1`,
    );
    expect(rows).toEqual([
      { state: 'sent', said: false, count: 27 },
      { state: 'waiting', said: true, count: 10 },
    ]);
  });
});
