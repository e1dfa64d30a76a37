import type { Pool } from 'pg';
import type { SqlExecutor } from '@hallpass/ports';

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

/** The plans of a kind's purge that read a whole table, or nothing by an index. Throws when there are none at all. */
export async function purgePlansWithoutIndex(pool: Pool, kind: Purgeable): Promise<string[]> {
  const plans = await purgePlans(pool, kind);
  if (plans.length === 0) throw new Error('the purge has no statement');
  return plans.filter((plan) => plan.includes('Seq Scan') || !/Index (Only )?Scan/.test(plan));
}

/** A statement that was run, and with which values. */
export interface Noted {
  readonly sql: string;
  readonly values: unknown[];
}

/** Notes each statement in `statements` before `sql` runs it. */
export function noting(sql: SqlExecutor, statements: Noted[]): SqlExecutor {
  return {
    $queryRawUnsafe: async <T>(text: string, ...values: unknown[]) => {
      statements.push({ sql: text, values });
      return sql.$queryRawUnsafe<T>(text, ...values);
    },
    $executeRawUnsafe: async (text, ...values) => {
      statements.push({ sql: text, values });
      return sql.$executeRawUnsafe(text, ...values);
    },
  };
}

/** How PostgreSQL would run each statement of a slice, with the setting that `Purge` makes. */
async function purgePlans(pool: Pool, kind: Purgeable): Promise<string[]> {
  const statements: Noted[] = [];
  const nothing = { $queryRawUnsafe: async <T>() => [] as T, $executeRawUnsafe: async () => 0 };
  // eslint-disable-next-line no-restricted-syntax -- a point in time, for the database
  const before = new Date(Date.now() - kind.keptMs).toISOString();
  const slice = { before, after: { age: '-infinity', ctid: '(0,0)' }, limit: 500 };
  await kind.purgeSlice(noting(nothing, statements), slice);
  const byIndex = 'SET LOCAL enable_seqscan = off';
  return Promise.all(statements.map(({ sql, values }) => planOf(pool, sql, values, byIndex)));
}
