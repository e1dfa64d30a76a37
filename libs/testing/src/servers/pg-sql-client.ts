import type { SqlClient, SqlExecutor } from '@hallpass/ports';
import type { Pool } from 'pg';

interface Queryable {
  query(sql: string, values: unknown[]): Promise<{ rows: unknown[]; rowCount: number | null }>;
}

/** The shape of a Prisma client over a plain pool, for libraries that have no schema, and so no generated client, of their own. */
export function pgSqlClient(pool: Pool): SqlClient {
  return {
    ...executor(pool),
    async $transaction<T>(work: (tx: SqlExecutor) => Promise<T>) {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        const result = await work(executor(client));
        await client.query('COMMIT');
        return result;
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      } finally {
        client.release();
      }
    },
  };
}

function executor(queryable: Queryable): SqlExecutor {
  return {
    async $queryRawUnsafe<T>(sql: string, ...values: unknown[]) {
      return (await queryable.query(sql, values)).rows as T;
    },
    async $executeRawUnsafe(sql: string, ...values: unknown[]) {
      return (await queryable.query(sql, values)).rowCount ?? 0;
    },
  };
}
