import type { SqlExecutor } from '@hallpass/platform';
import { deleteInSlices, SLICE } from '../slices.js';
import type { OutboxRow } from './outbox-message.js';

const IDS = `(SELECT jsonb_array_elements_text($1::jsonb)::uuid)`;
const PATTERNS = `ARRAY(SELECT jsonb_array_elements_text($1::jsonb))`;
const COLUMNS = `o.id::text AS id, o.sequence::float8 AS sequence, o.subject, o.data, o.confidential,
  o.account::text AS account, o.traceparent, (extract(epoch FROM o.occurred_at) * 1000)::float8 AS occurred_ms,
  o.attempts, now()::text AS claimed_at`;
/** The claim is still this one: no other was made since, and no broker was found without what it had acknowledged. */
const STILL_CLAIMED = `o.id = p.id AND o.attempts = p.attempt AND o.published_at IS NULL`;

/** How many messages wait to be published, and for how many seconds the oldest has. */
export interface Backlog {
  readonly pending: number;
  readonly oldestSeconds: number;
}

/** Which claim of a row it is. A row counts its claims, and one that was overtaken marks nothing. */
export interface Claim {
  readonly id: string;
  readonly attempt: number;
  /** The time of the database at the claim, before anything was published: as PostgreSQL writes it. */
  readonly claimedAt: string;
}

export type ClaimedRow = OutboxRow & Claim;

export interface RestoreOptions {
  readonly streamCreated: Date;
  readonly maxAgeMs: number;
  readonly marginMs: number;
  readonly clocksDifferMs: number;
  readonly endClaims: boolean;
}

/** Where in the outbox a slice ends, as PostgreSQL writes it. */
interface Place {
  readonly at: string;
  readonly sequence: string;
}

interface SelectedRow {
  id: string;
  sequence: number;
  subject: string;
  data: Record<string, unknown>;
  confidential: Record<string, unknown> | null;
  account: string | null;
  traceparent: string | null;
  occurred_ms: number;
  attempts: number;
  claimed_at: string;
}

/**
 * The relay's statements. A claim is a lease: the row is not due again until the lease ends, so no transaction is open
 * while the broker is asked, and a process that dies with a claim loses nothing. All times are the database's.
 */
export class OutboxTable {
  constructor(
    private readonly sql: SqlExecutor,
    private readonly timing: { leaseMs: number; backoffMs: number; maxBackoffMs: number },
  ) {}

  /** Claims the oldest rows of these subjects that are due and that no other replica is claiming. */
  async claimDue(subjects: readonly string[], limit: number): Promise<ClaimedRow[]> {
    return this.#claim(
      `SELECT id FROM outbox WHERE published_at IS NULL AND next_attempt_at <= now() AND subject ~ ANY (${PATTERNS})
       ORDER BY sequence LIMIT ${limit} FOR UPDATE SKIP LOCKED`,
      JSON.stringify(subjects.map(subjectPattern)),
    );
  }

  /** Claims these rows, due or not, as far as they are committed and not published. */
  async claim(ids: readonly string[]): Promise<ClaimedRow[]> {
    return this.#claim(
      `SELECT id FROM outbox WHERE published_at IS NULL AND id IN ${IDS} FOR UPDATE`,
      JSON.stringify(ids),
    );
  }

  async #claim(due: string, parameter: unknown): Promise<ClaimedRow[]> {
    const rows = await this.sql.$queryRawUnsafe<SelectedRow[]>(
      `WITH due AS MATERIALIZED (${due})
       UPDATE outbox o SET attempts = o.attempts + 1, next_attempt_at = now() + $2::float8 * interval '1 millisecond'
       FROM due WHERE o.id = due.id RETURNING ${COLUMNS}`,
      parameter,
      this.timing.leaseMs,
    );
    return rows
      .sort((a, b) => a.sequence - b.sequence)
      .map(({ id, subject, data, confidential, account, traceparent, occurred_ms, attempts, claimed_at }) => {
        const row = { id, subject, data, confidential, account, traceparent, occurredAt: new Date(occurred_ms) };
        return { ...row, attempt: attempts, claimedAt: claimed_at };
      });
  }

  /**
   * Published as of its claim, so that a stream created since is known not to hold it. `sealed` takes the place of what is
   * confidential, which is erased in any case.
   *
   * @returns how many claims were still good; the other rows are somebody else's, or to be published again
   */
  async markPublished(rows: readonly (Claim & { readonly sealed: object | null })[]): Promise<number> {
    if (rows.length === 0) return 0;
    return this.sql.$executeRawUnsafe(
      `UPDATE outbox o SET published_at = p."claimedAt", data = coalesce(p.sealed, o.data), confidential = NULL,
         last_error = NULL
       FROM jsonb_to_recordset($1::jsonb) AS p (id uuid, attempt int, "claimedAt" timestamptz, sealed jsonb)
       WHERE ${STILL_CLAIMED}`,
      JSON.stringify(rows),
    );
  }

  /** Puts the rows off by the exponential backoff of their attempts so far. */
  async markFailed(failures: readonly (Claim & { readonly error: string })[]): Promise<void> {
    if (failures.length === 0) return;
    await this.sql.$executeRawUnsafe(
      `UPDATE outbox o SET last_error = p.error, next_attempt_at = now()
         + least($2::float8 * power(2, least(o.attempts, 30) - 1), $3::float8) * interval '1 millisecond'
       FROM jsonb_to_recordset($1::jsonb) AS p (id uuid, attempt int, error text) WHERE ${STILL_CLAIMED}`,
      JSON.stringify(failures),
      this.timing.backoffMs,
      this.timing.maxBackoffMs,
    );
  }

  /** Makes everything pending on these subjects due at once: the broker is back. */
  async hurry(subjects: readonly string[]): Promise<void> {
    await this.sql.$executeRawUnsafe(
      `UPDATE outbox SET next_attempt_at = now()
       WHERE published_at IS NULL AND next_attempt_at > now() AND subject ~ ANY (${PATTERNS})`,
      JSON.stringify(subjects.map(subjectPattern)),
    );
  }

  /**
   * Makes pending again what was published before the stream came to be, and would still be in it. Claims that are open
   * may end: what they have published may have gone to the broker that lost it. Goes through the outbox in slices, each a
   * transaction of its own: what an interruption leaves undone, the next call does.
   *
   * @param options.maxAgeMs milliseconds for which the stream keeps what it holds; 0 = for ever
   * @param options.marginMs milliseconds by which the clocks of broker and database may differ: so much is published once too often
   * @param options.clocksDifferMs the same, for what can't have been published before there was the stream: it was not written yet
   * @param options.endClaims whether claims that are open may be from before the stream
   * @returns the time of the database, for {@link owes}
   */
  async restore(
    subjects: readonly string[],
    { streamCreated, maxAgeMs, marginMs, clocksDifferMs, endClaims }: RestoreOptions,
  ): Promise<Date> {
    let last: Place | undefined = { at: '-infinity', sequence: '0' };
    while (last !== undefined) {
      [last] = await this.sql.$queryRawUnsafe<Place[]>(
        `WITH slice AS MATERIALIZED (
           SELECT id, occurred_at, sequence FROM outbox
           WHERE (occurred_at, sequence) > ($6::timestamptz, $7::bigint)
             AND occurred_at < $2::timestamptz + $8::float8 * interval '1 millisecond'
             AND ($3::float8 = 0 OR occurred_at > now() - $3::float8 * interval '1 millisecond')
             AND (published_at < $2::timestamptz + $4::float8 * interval '1 millisecond' OR ($5::boolean AND published_at IS NULL))
             AND subject ~ ANY (${PATTERNS})
           ORDER BY occurred_at, sequence LIMIT ${SLICE} FOR UPDATE
         ), restored AS (
           UPDATE outbox o SET published_at = NULL, next_attempt_at = now(), attempts = attempts + 1
           FROM slice WHERE o.id = slice.id
         )
         SELECT occurred_at::text AS at, sequence::text AS sequence FROM slice
         ORDER BY slice.occurred_at DESC, slice.sequence DESC LIMIT 1`,
        JSON.stringify(subjects.map(subjectPattern)),
        streamCreated.toISOString(),
        maxAgeMs,
        marginMs,
        endClaims,
        last.at,
        last.sequence,
        clocksDifferMs,
      );
    }
    const [row] = await this.sql.$queryRawUnsafe<{ ms: number }[]>(
      `SELECT (extract(epoch FROM now()) * 1000)::float8 AS ms`,
    );
    return new Date(row?.ms ?? 0);
  }

  /** Whether something on these subjects that is as old as that, and would still be in the stream, has not been published (again). */
  async owes(subjects: readonly string[], since: Date, maxAgeMs: number): Promise<boolean> {
    const [row] = await this.sql.$queryRawUnsafe<{ owes: boolean }[]>(
      `SELECT EXISTS (SELECT FROM outbox WHERE published_at IS NULL AND occurred_at <= $2::timestamptz
         AND ($3::float8 = 0 OR occurred_at > now() - $3::float8 * interval '1 millisecond')
         AND subject ~ ANY (${PATTERNS})) AS owes`,
      JSON.stringify(subjects.map(subjectPattern)),
      since.toISOString(),
      maxAgeMs,
    );
    return row?.owes ?? true;
  }

  /** True when each of these rows was published, by whichever replica. */
  async arePublished(ids: readonly string[]): Promise<boolean> {
    const [row] = await this.sql.$queryRawUnsafe<{ published: number }[]>(
      `SELECT count(*)::int AS published FROM outbox WHERE published_at IS NOT NULL AND id IN ${IDS}`,
      JSON.stringify(ids),
    );
    return row?.published === ids.length;
  }

  async prune(retentionMs: number): Promise<void> {
    await deleteInSlices(
      this.sql,
      'outbox',
      `published_at < now() - $1::float8 * interval '1 millisecond'`,
      retentionMs,
    );
  }

  async backlog(): Promise<Backlog> {
    const [row] = await this.sql.$queryRawUnsafe<{ pending: number; oldest: number }[]>(
      `SELECT count(*)::int AS pending, coalesce(extract(epoch FROM now() - min(occurred_at)), 0)::float8 AS oldest
       FROM outbox WHERE published_at IS NULL`,
    );
    return { pending: row?.pending ?? 0, oldestSeconds: Math.max(0, row?.oldest ?? 0) };
  }
}

/** A NATS subject with wildcards as a regular expression of PostgreSQL. */
function subjectPattern(subject: string): string {
  const tokens = subject.split('.').map((token) => {
    if (token === '*') return '[^.]+';
    if (token === '>') return '.+';
    return token.replace(/[^\w-]/g, String.raw`\$&`);
  });
  return `^${tokens.join(String.raw`\.`)}$`;
}
