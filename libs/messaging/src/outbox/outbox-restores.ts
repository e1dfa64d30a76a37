import type { SqlExecutor } from '@hallpass/ports';
import { SLICE } from '../slices.js';
import { ofSubjects, subjectsParameter } from './subjects.js';

/** A stream whose forerunner may have acknowledged what is not in it. */
export interface RestoredStream {
  readonly name: string;
  readonly subjects: readonly string[];
  /** When the stream came to be, as the broker writes it: which of its name it is. */
  readonly created: string;
  /** Milliseconds the stream keeps a message; 0 is for ever. */
  readonly maxAgeMs: number;
  /** Milliseconds after its creation up to which a publication may have been to the forerunner. */
  readonly marginMs: number;
  /** Milliseconds by which the clocks of broker and database may differ. */
  readonly clocksDifferMs: number;
}

interface Progress {
  readonly completed_ms: number | null;
}

const COMPLETED = `(extract(epoch FROM completed_at) * 1000)::float8 AS completed_ms`;

/**
 * Makes pending again what was published before a stream came to be, and would still be in it: once for each stream that
 * came to be, however many replicas meet it. How far that is stands in `outbox_restores`. Each slice is a statement of its
 * own that locks this row if it is free: one replica is at it at a time, the others go on publishing, and where one dies
 * another goes on from the last slice.
 */
export class OutboxRestores {
  constructor(private readonly sql: SqlExecutor) {}

  /** @returns when everything was pending again; undefined while another replica has its turn */
  async restore(stream: RestoredStream): Promise<Date | undefined> {
    let progress = await this.#progress(stream);
    if (progress === undefined) await this.#begin(stream);
    while (typeof progress?.completed_ms !== 'number') {
      progress = await this.#nextSlice(stream);
      if (progress === undefined) return undefined;
    }
    return new Date(progress.completed_ms);
  }

  /** Without a lock: whoever has a slice under way holds nobody up. */
  async #progress({ name, created }: RestoredStream): Promise<Progress | undefined> {
    const [row] = await this.sql.$queryRawUnsafe<Progress[]>(
      `SELECT ${COMPLETED} FROM outbox_restores WHERE stream = $1 AND created = $2`,
      name,
      created,
    );
    return row;
  }

  async #begin({ name, created }: RestoredStream): Promise<void> {
    await this.sql.$executeRawUnsafe(
      `INSERT INTO outbox_restores (stream, created) VALUES ($1, $2)
       ON CONFLICT (stream) DO UPDATE SET created = excluded.created, reached_at = DEFAULT, reached_sequence = DEFAULT,
         completed_at = NULL WHERE outbox_restores.created <> excluded.created`,
      name,
      created,
    );
  }

  /**
   * Claims that are open end with it: what the forerunner acknowledged may no longer be marked as published. A row that was
   * written later than the clocks can differ was never in the forerunner.
   *
   * @returns undefined when another replica has its turn, or has met a newer stream
   */
  async #nextSlice({ name, subjects, created, maxAgeMs, marginMs, clocksDifferMs }: RestoredStream) {
    const [row] = await this.sql.$queryRawUnsafe<Progress[]>(
      `WITH turn AS MATERIALIZED (
         SELECT reached_at, reached_sequence FROM outbox_restores
         WHERE stream = $6 AND created = $7 AND completed_at IS NULL FOR UPDATE SKIP LOCKED
       ), slice AS MATERIALIZED (
         SELECT id, occurred_at, sequence FROM outbox
         WHERE (occurred_at, sequence) > ((SELECT reached_at FROM turn), (SELECT reached_sequence FROM turn))
           AND occurred_at < $2::timestamptz + $5::float8 * interval '1 millisecond'
           AND ($3::float8 = 0 OR occurred_at > now() - $3::float8 * interval '1 millisecond')
           AND (published_at < $2::timestamptz + $4::float8 * interval '1 millisecond' OR published_at IS NULL)
           AND ${ofSubjects(subjects)}
         ORDER BY occurred_at, sequence LIMIT ${SLICE} FOR UPDATE
       ), restored AS (
         UPDATE outbox o SET published_at = NULL, next_attempt_at = now(), attempts = attempts + 1
         FROM slice WHERE o.id = slice.id
       ), last AS (
         SELECT occurred_at, sequence FROM slice ORDER BY slice.occurred_at DESC, slice.sequence DESC LIMIT 1
       )
       UPDATE outbox_restores r
       SET reached_at = coalesce(last.occurred_at, r.reached_at),
         reached_sequence = coalesce(last.sequence, r.reached_sequence),
         completed_at = CASE WHEN last.sequence IS NULL THEN now() END
       FROM turn LEFT JOIN last ON true WHERE r.stream = $6
       RETURNING ${COMPLETED}`,
      subjectsParameter(subjects),
      new Date(created).toISOString(),
      maxAgeMs,
      marginMs,
      clocksDifferMs,
      name,
      created,
    );
    return row;
  }
}
