import type { SqlClient, SqlExecutor } from '@hallpass/ports';
import pg from 'pg';
import { connectionOptions } from './connection-options.js';
import { statementName } from './prepared.js';
import { requireUtc } from './session-time-zone.js';

/**
 * A database without Prisma, for work that is SQL only and that there is much of: a transaction takes half the processor time. A
 * pool of its own, with the timeouts of `prismaAdapter`. Statements marked by `prepared` are prepared once on each connection.
 */
export class PgDatabase implements SqlClient {
  private readonly pool: pg.Pool;

  constructor(databaseUrl: string, maxConnections: number) {
    this.pool = new pg.Pool({
      ...connectionOptions(databaseUrl),
      verify: (client: pg.ClientBase, done: (error?: Error) => void) =>
        void requireUtc(client).then(() => done(), done),
      max: maxConnections,
      connectionTimeoutMillis: 5_000,
      idleTimeoutMillis: 30_000,
      keepAlive: true,
      statement_timeout: 10_000,
      query_timeout: 12_000,
      lock_timeout: 5_000,
      idle_in_transaction_session_timeout: 15_000,
    } as pg.PoolConfig);
    // A connection that breaks, used or not: whoever uses it is told by its statement, and the pool opens another one.
    this.pool.on('error', () => undefined);
    this.pool.on('connect', (client) => client.on('error', () => undefined));
  }

  $queryRawUnsafe<T = unknown>(sql: string, ...values: unknown[]): Promise<T> {
    return executor(this.pool).$queryRawUnsafe<T>(sql, ...values);
  }

  $executeRawUnsafe(sql: string, ...values: unknown[]): Promise<number> {
    return executor(this.pool).$executeRawUnsafe(sql, ...values);
  }

  async $transaction<T>(work: (tx: SqlExecutor) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('BEGIN');
      const result = await work(executor(client));
      // PostgreSQL answers the COMMIT of a transaction in which a statement failed by rolling it back, without an error.
      const { command } = await client.query('COMMIT');
      if (command !== 'COMMIT') throw new Error('The transaction was rolled back: a statement in it had failed.');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((failure: Error) => (broken = failure));
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

function executor(queryable: pg.Pool | pg.PoolClient): SqlExecutor {
  const run = (text: string, values: unknown[]) => queryable.query({ text, values, ...nameOf(text) });
  return {
    $queryRawUnsafe: async <T>(sql: string, ...values: unknown[]) => (await run(sql, values)).rows as T,
    $executeRawUnsafe: async (sql, ...values) => (await run(sql, values)).rowCount ?? 0,
  };
}

function nameOf(sql: string): { name?: string } {
  const name = statementName(sql);
  return name === '' ? {} : { name };
}
