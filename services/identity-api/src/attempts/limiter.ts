import { createHash } from 'node:crypto';
import type { SqlExecutor } from '@hallpass/ports';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { tooManyAttempts } from './domain/attempts.problems.js';

export interface Limit {
  /** Names the counter: two limits of one name share it. */
  readonly name: string;
  readonly attempts: number;
  readonly windowSeconds: number;
}

interface Query {
  readonly text: string;
  readonly values: unknown[];
}
interface Row {
  readonly points: number;
  readonly expire: bigint | null;
}

/** One limit, counted in PostgreSQL, so that it holds across replicas. Keys are stored as digests only. */
export class Limiter {
  private readonly limiter: RateLimiterPostgres;

  constructor(sql: SqlExecutor, { name, attempts, windowSeconds }: Limit) {
    this.limiter = new RateLimiterPostgres({
      storeClient: postgresClient(sql),
      storeType: 'client',
      tableName: 'attempts',
      tableCreated: true,
      keyPrefix: name,
      points: attempts,
      duration: windowSeconds,
      // The library's own timer knows no end of the service: the purge deletes what is over.
      clearExpiredByTimeout: false,
    });
  }

  /** @throws ProblemError `too_many_attempts` (429, `Retry-After` in seconds) when the window holds no more. */
  async consume(...key: string[]): Promise<void> {
    try {
      await this.limiter.consume(digest(key));
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      const seconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
      throw tooManyAttempts({ headers: { 'Retry-After': String(seconds) } });
    }
  }

  /** Gives one attempt back. */
  async giveBack(...key: string[]): Promise<void> {
    await this.limiter.reward(digest(key));
  }

  /** Forgets the attempts counted so far. */
  async forget(...key: string[]): Promise<void> {
    await this.limiter.delete(digest(key));
  }
}

function digest(key: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(key)).digest('base64url');
}

/** What the limiter asks of a client of `pg`, over the service's own pool. */
function postgresClient(sql: SqlExecutor) {
  return {
    async query({ text, values }: Query) {
      const rows = await sql.$queryRawUnsafe<Row[]>(text, ...values);
      return {
        rowCount: rows.length,
        rows: rows.map(({ points, expire }) => ({ points, expire: expire === null ? null : Number(expire) })),
      };
    },
  };
}
