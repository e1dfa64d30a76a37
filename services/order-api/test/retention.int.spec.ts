import { join } from 'node:path';
import { Purge } from '@hallpass/platform';
import { createDatabase, pgSqlClient, purgePlansWithoutIndex, type TestDatabase } from '@hallpass/testing';
import { purgedKinds } from '../src/retention/purged-kinds.js';

const KINDS = purgedKinds({ IDEMPOTENCY_KEY_HOURS: 24 });

describe('retention', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase(join(__dirname, '../prisma/migrations'));
    await database.pool.query(`
      INSERT INTO orders (id, sub, status, total_amount, currency, placed_at)
        SELECT gen_random_uuid(), gen_random_uuid(), 'placed', 1, 'EUR', now() - n * interval '1 hour'
        FROM generate_series(1, 1000) AS n;
      INSERT INTO idempotency_keys (sub, key, body_hash, order_id, created_at)
        SELECT sub, 'key', repeat('a', 64), id, placed_at FROM orders;
      ANALYZE`);
  });
  afterAll(() => database?.drop());

  it.each(KINDS)('reads no whole table to purge $name', async (kind) => {
    expect(await purgePlansWithoutIndex(database.pool, kind)).toEqual([]);
  });

  it('purges idempotency keys when their life is over, and no order', async () => {
    const purge = new Purge({
      sql: pgSqlClient(database.pool),
      clock: { now: () => Date.now() },
      kinds: KINDS,
      sliceRows: 100,
      failed: (_, error) => {
        throw error;
      },
    });
    const replica = await database.pool.connect();
    await replica.query(`SELECT pg_advisory_lock(hashtextextended('purge:idempotency keys', 0))`);
    expect(await purge.execute()).toEqual({ 'idempotency keys': 0 }); // another replica is at it
    await replica.query(`SELECT pg_advisory_unlock_all()`);
    replica.release();
    expect(await purge.execute()).toEqual({ 'idempotency keys': 977 });
    const { rows } = await database.pool.query(
      `SELECT (SELECT count(*)::int FROM orders) AS orders, (SELECT count(*)::int FROM idempotency_keys) AS keys`,
    );
    expect(rows).toEqual([{ orders: 1000, keys: 23 }]);
  });
});
