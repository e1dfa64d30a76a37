import { prepared } from '@hallpass/platform';
import type { Clock, SqlExecutor } from '@hallpass/ports';

export interface GuessLimits {
  /** Failures after which every further guess has to wait. The first wait is a second, and each is twice as long as the one before. */
  readonly free: number;
  readonly longestWaitSeconds: number;
  /** Failures are forgotten when nothing was guessed for this long. */
  readonly forgottenAfterSeconds: number;
}

/** A count of failures, and the multiple of `free` that it has. */
export interface GuessCount {
  readonly key: string;
  readonly allowance: number;
}

const NOW = '$2::timestamptz';
const LONGEST = `$3::float8 * interval '1 second'`;
const FAILURES = `CASE WHEN g.forgotten_at > ${NOW} THEN g.failures + 1 ELSE 1 END`;
/** When the next may be made after so many failures. The clocks of replicas differ: while failures are free, no times are compared. */
const nextAfter = (failures: string) => `CASE WHEN ${failures} < $4::int THEN '-infinity'::timestamptz
  ELSE ${NOW} + least(interval '1 second' * 2 ^ least(${failures} - $4::int, 20), ${LONGEST}) END`;
/** What lies further ahead than the longest wait was written before the clock was set back. */
const HAS_TO_WAIT = `g.next_at > ${NOW} AND g.next_at <= ${NOW} + ${LONGEST}`;
const MEMORY = `$5::float8 * interval '1 second'`;

/** Compare-and-set: of any number of guesses at once, as many are counted as need not wait. */
const RESERVE = prepared(
  'reserve_guess',
  `INSERT INTO guesses AS g (key, failures, next_at, forgotten_at)
   SELECT $1, 1, next_at, greatest(next_at, ${NOW}) + ${MEMORY} FROM (SELECT ${nextAfter('1')} AS next_at) AS first
   ON CONFLICT (key) DO UPDATE SET (failures, next_at, forgotten_at) = (
     SELECT failures, next_at, greatest(next_at, ${NOW}) + ${MEMORY} FROM (
       SELECT failures, ${nextAfter('failures')} AS next_at FROM (SELECT ${FAILURES} AS failures) AS counted
     ) AS next
   )
   WHERE NOT (${HAS_TO_WAIT})
   RETURNING 1`,
);
const WAIT = prepared(
  'wait_of_guess',
  `SELECT (extract(epoch FROM g.next_at - ${NOW}) * 1000)::float8 AS "waitMs" FROM guesses AS g
   WHERE g.key = $1 AND ${HAS_TO_WAIT}`,
);
const GIVE_BACK = `UPDATE guesses SET failures = greatest(failures - 1, 0), next_at = '-infinity' WHERE key = $1`;
const CLEAR = `DELETE FROM guesses WHERE key = $1`;

/** Failed guesses, counted in PostgreSQL, so that the waits between them hold across replicas. */
export class GuessCounts {
  constructor(
    private readonly sql: SqlExecutor,
    private readonly clock: Pick<Clock, 'now'>,
    private readonly limits: GuessLimits,
  ) {}

  /** Milliseconds until the next guess may be made; 0 when it may be made now. */
  async waitMs(count: GuessCount): Promise<number> {
    const [row] = await this.sql.$queryRawUnsafe<{ waitMs: number }[]>(WAIT, ...this.values(count).slice(0, 3));
    return row?.waitMs ?? 0;
  }

  /** Counts a guess as failed before it is made, so that guesses in parallel count too. False when it has to wait. */
  async reserve(count: GuessCount): Promise<boolean> {
    return (await this.sql.$queryRawUnsafe<unknown[]>(RESERVE, ...this.values(count))).length === 1;
  }

  /** Does not count a guess that was not made after all. */
  async giveBack({ key }: GuessCount): Promise<void> {
    await this.sql.$executeRawUnsafe(GIVE_BACK, key);
  }

  /** Forgets the failures, after a right guess. */
  async clear({ key }: GuessCount): Promise<void> {
    await this.sql.$executeRawUnsafe(CLEAR, key);
  }

  private values({ key, allowance }: GuessCount) {
    const { free, longestWaitSeconds, forgottenAfterSeconds } = this.limits;
    return [key, this.at(), longestWaitSeconds, free * allowance, forgottenAfterSeconds];
  }

  private at(): string {
    return new Date(this.clock.now()).toISOString();
  }
}
