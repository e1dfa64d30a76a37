import type { Clock, SqlExecutor } from '@hallpass/ports';
import { tooManyAttempts } from './domain/attempts.problems.js';
import { digest } from './domain/digest.js';
import { retryAfter } from './domain/retry-after.js';

export interface Limit {
  /** Names the counter: two limits of one name share it. */
  readonly name: string;
  readonly attempts: number;
  readonly windowSeconds: number;
  /** A window begins with the first attempt by default. Counted from the last one, no span of its length holds more than `attempts`. */
  readonly since?: 'first' | 'last';
}

/** What is counted, and the multiple of the limit that it may have. */
export interface Counted {
  readonly key: readonly string[];
  readonly allowance: number;
}

interface WaitRow {
  readonly waitMs: bigint | null;
}

/**
 * `$1` keys, `$2` the most of each, `$3` now, `$4` the end of a window that begins now, `$5` whether every attempt begins it anew.
 * Nothing is counted where one of them has no more. Rows are locked in the order of their keys.
 */
const TAKE = `
  WITH asked AS (
    SELECT key, most FROM unnest($1::text[], $2::int[]) AS asked (key, most)
  ), spent AS MATERIALIZED (
    SELECT max(a.expire) AS until FROM asked JOIN attempts AS a USING (key) WHERE a.points >= most AND a.expire > $3::bigint
  ), counted AS (
    INSERT INTO attempts AS a (key, points, expire)
    SELECT key, 1, $4::bigint FROM asked WHERE (SELECT until FROM spent) IS NULL ORDER BY key
    ON CONFLICT (key) DO UPDATE SET
      points = CASE WHEN a.expire > $3::bigint THEN a.points ELSE 0 END + 1,
      expire = CASE WHEN a.expire > $3::bigint AND NOT $5::boolean THEN a.expire ELSE excluded.expire END
    RETURNING key, points, expire
  )
  SELECT greatest(
    (SELECT until FROM spent), (SELECT max(expire) FROM counted JOIN asked USING (key) WHERE points > most)
  ) - $3::bigint AS "waitMs"`;

const SPENT = `
  SELECT max(expire) - $3::bigint AS "waitMs" FROM unnest($1::text[], $2::int[]) AS asked (key, most) JOIN attempts USING (key)
  WHERE points >= most AND expire > $3::bigint`;

const GIVE_BACK = `
  UPDATE attempts SET points = greatest(points - 1, 0)
  FROM (SELECT key FROM attempts WHERE key = ANY ($1::text[]) ORDER BY key FOR UPDATE) AS locked
  WHERE attempts.key = locked.key`;

/** One limit, counted in PostgreSQL, so that it holds across replicas. Keys are stored as digests only. */
export class Limiter {
  constructor(
    private readonly sql: SqlExecutor,
    private readonly clock: Pick<Clock, 'now'>,
    private readonly limit: Limit,
  ) {}

  /**
   * Counts nothing.
   *
   * @throws ProblemError `too_many_attempts` (429, `Retry-After` in seconds) when the window of one of them holds no more
   */
  async check(counted: readonly Counted[]): Promise<void> {
    if (counted.length === 0) return;
    const [row] = await this.sql.$queryRawUnsafe<WaitRow[]>(SPENT, ...this.values(counted));
    if (row?.waitMs) throw tooManyAttempts(retryAfter(Number(row.waitMs)));
  }

  /** @throws ProblemError `too_many_attempts` (429, `Retry-After` in seconds) when the window of one of them holds no more */
  async consume(counted: readonly Counted[]): Promise<void> {
    const waitMs = await this.take(counted);
    if (waitMs > 0) throw tooManyAttempts(retryAfter(waitMs));
  }

  /** @returns 0 when it is counted, else the milliseconds until one more is */
  async take(counted: readonly Counted[], sql = this.sql): Promise<number> {
    if (counted.length === 0) return 0;
    const { windowSeconds, since = 'first' } = this.limit;
    const [keys, most, now] = this.values(counted);
    const ends = now + windowSeconds * 1000;
    const [row] = await sql.$queryRawUnsafe<WaitRow[]>(TAKE, keys, most, now, ends, since === 'last');
    return Number(row?.waitMs ?? 0);
  }

  /** Gives one attempt back. */
  async giveBack(counted: readonly Counted[]): Promise<void> {
    if (counted.length > 0) await this.sql.$executeRawUnsafe(GIVE_BACK, this.keys(counted));
  }

  private values(counted: readonly Counted[]): [keys: string[], most: number[], now: number] {
    const most = counted.map(({ allowance }) => this.limit.attempts * allowance);
    return [this.keys(counted), most, Math.floor(this.clock.now())];
  }

  private keys(counted: readonly Counted[]): string[] {
    return counted.map(({ key }) => `${this.limit.name}:${digest(...key)}`);
  }
}
