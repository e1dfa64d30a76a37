import type { Pool } from 'pg';
import type { SqlExecutor } from './pg-sql-client.js';

/** What is purged; `PurgedKind` in `@hallpass/platform`. */
interface Purgeable {
  readonly keptMs: number;
  purgeSlice(
    tx: SqlExecutor,
    slice: { before: string; after: { age: string; ctid: string }; limit: number },
  ): Promise<unknown>;
}

/** How PostgreSQL would run a statement. Nothing is changed. */
export async function planOf(pool: Pool, sql: string, values: readonly unknown[], setting = 'SELECT 1') {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query(setting);
    const { rows } = await client.query<Record<string, string>>(`EXPLAIN ${sql}`, [...values]);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

/** How PostgreSQL would run each statement of a slice, with the setting that `Purge` makes. */
export async function purgePlans(pool: Pool, kind: Purgeable): Promise<string[]> {
  const statements: { sql: string; values: unknown[] }[] = [];
  const noted = {
    $queryRawUnsafe: async <T>(sql: string, ...values: unknown[]) => {
      statements.push({ sql, values });
      return [] as T;
    },
    $executeRawUnsafe: async (sql: string, ...values: unknown[]) => {
      statements.push({ sql, values });
      return 0;
    },
  };
  const before = new Date(Date.now() - kind.keptMs).toISOString();
  await kind.purgeSlice(noted, { before, after: { age: '-infinity', ctid: '(0,0)' }, limit: 500 });
  const byIndex = 'SET LOCAL enable_seqscan = off';
  return Promise.all(statements.map(({ sql, values }) => planOf(pool, sql, values, byIndex)));
}
