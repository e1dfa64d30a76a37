import type { SqlClient, SqlExecutor } from '@hallpass/platform';
import type { TestDatabase } from '@hallpass/testing';

type Pool = TestDatabase['pool'];

interface Queryable {
  query(sql: string, values: unknown[]): Promise<{ rows: unknown[]; rowCount: number | null }>;
}

/** The shape of a Prisma client over a plain pool: the library needs a schema of its own for the real one. */
export function pgSqlClient(pool: Pool): SqlClient {
  return {
    ...executor(pool),
    async $transaction(work) {
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
