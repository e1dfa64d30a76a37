import type { SqlExecutor } from '@hallpass/ports';
import { deleteInSlices } from '../slices.js';
import type { OutboxRow } from './outbox-message.js';
import { FIRST_TOKEN, ofSubjects, subjectsParameter } from './subjects.js';

const IDS = `(SELECT jsonb_array_elements_text($1::jsonb)::uuid)`;
const COLUMNS = `o.id::text AS id, o.sequence::float8 AS sequence, o.subject, o.data, o.confidential,
  o.account::text AS account, o.traceparent, (extract(epoch FROM o.occurred_at) * 1000)::float8 AS occurred_ms,
  o.attempts, now()::text AS claimed_at`;
/** The claim is still this one: no other was made since, and no broker was found without what it had acknowledged. */
const STILL_CLAIMED = `o.id = p.id AND o.attempts = p.attempt AND o.published_at IS NULL`;

/**
 * Of an aggregate the oldest row only, and none while a stream is being restored: an older one may not be pending again yet.
 * So no two of its rows are in flight at once, at one replica or at several.
 */
const IN_ITS_TURN = `(o.aggregate IS NULL OR NOT EXISTS (
    SELECT FROM outbox_restores WHERE completed_at IS NULL AND stream IN (SELECT jsonb_array_elements_text($3::jsonb))
  ) AND NOT EXISTS (
    SELECT FROM outbox earlier
    WHERE earlier.aggregate = o.aggregate AND earlier.sequence < o.sequence AND earlier.published_at IS NULL
  ))`;

/** Of a longer backlog it is enough to know that it is long. */
const COUNTED = 10_000;
const PENDING = `SELECT ${FIRST_TOKEN} AS stream, occurred_at FROM outbox WHERE published_at IS NULL`;
const IN_ORDER = `ORDER BY ${FIRST_TOKEN}, sequence`;
const BACKLOG = `
  WITH RECURSIVE oldest AS (
    (${PENDING} ${IN_ORDER} LIMIT 1)
    UNION ALL
    SELECT next.* FROM oldest, LATERAL (${PENDING} AND ${FIRST_TOKEN} > oldest.stream ${IN_ORDER} LIMIT 1) AS next
  )
  SELECT (SELECT count(*)::int FROM (${PENDING} ${IN_ORDER} LIMIT ${COUNTED}) AS counted) AS pending,
    coalesce(extract(epoch FROM now() - min(occurred_at)), 0)::float8 AS oldest
  FROM oldest`;

/** How many messages wait to be published, and for how many seconds the oldest has. */
export interface Backlog {
  /** Counted up to 10,000. */
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
    /** The names of the streams whose restore is waited for. */
    private readonly streams: readonly string[],
  ) {}

  /** Claims the oldest rows of these subjects that are due, in their turn, and that no other replica is claiming. */
  async claimDue(subjects: readonly string[], limit: number): Promise<ClaimedRow[]> {
    return this.#claim(
      `SELECT id FROM outbox o WHERE published_at IS NULL AND next_attempt_at <= now() AND ${ofSubjects(subjects)}
         AND ${IN_ITS_TURN}
       ORDER BY sequence LIMIT ${limit} FOR UPDATE SKIP LOCKED`,
      subjectsParameter(subjects),
    );
  }

  /** Claims these rows, due or not, as far as they are committed, not published, and in their turn. */
  async claim(ids: readonly string[]): Promise<ClaimedRow[]> {
    return this.#claim(
      `SELECT id FROM outbox o WHERE published_at IS NULL AND id IN ${IDS} AND ${IN_ITS_TURN} FOR UPDATE`,
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
      JSON.stringify(this.streams),
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
  async makeDue(subjects: readonly string[]): Promise<void> {
    await this.sql.$executeRawUnsafe(
      `UPDATE outbox SET next_attempt_at = now()
       WHERE published_at IS NULL AND next_attempt_at > now() AND ${ofSubjects(subjects)}`,
      subjectsParameter(subjects),
    );
  }

  /** Whether something on these subjects that is as old as that, and would still be in the stream, has not been published (again). */
  async hasUnpublished(subjects: readonly string[], since: Date, maxAgeMs: number): Promise<boolean> {
    const [row] = await this.sql.$queryRawUnsafe<{ found: boolean }[]>(
      `SELECT EXISTS (SELECT FROM outbox WHERE published_at IS NULL AND occurred_at <= $2::timestamptz
         AND ($3::float8 = 0 OR occurred_at > now() - $3::float8 * interval '1 millisecond')
         AND ${ofSubjects(subjects)}) AS found`,
      subjectsParameter(subjects),
      since.toISOString(),
      maxAgeMs,
    );
    return row?.found ?? true;
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

  /** By one row of each stream, and no more than {@link COUNTED} others: it is asked for while the backlog is at its largest. */
  async backlog(): Promise<Backlog> {
    const [row] = await this.sql.$queryRawUnsafe<{ pending: number; oldest: number }[]>(BACKLOG);
    return { pending: row?.pending ?? 0, oldestSeconds: Math.max(0, row?.oldest ?? 0) };
  }
}
