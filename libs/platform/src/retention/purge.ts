import type { Clock, SqlClient } from '@hallpass/ports';
import { FROM_THE_START, type Position, type PurgedKind, type SliceResult } from './purged-kind.js';

/** By index, whatever the statistics say: after much was inserted, or a restore, they are wrong. */
const BEGIN_SLICE = `
  SELECT pg_try_advisory_xact_lock(hashtextextended('purge:' || $1, 0)) AS mine, set_config('enable_seqscan', 'off', true)`;

export interface PurgeOptions {
  readonly sql: SqlClient;
  readonly clock: Pick<Clock, 'now'>;
  readonly kinds: readonly PurgedKind[];
  /** The most rows that one transaction looks at. Default 500. */
  readonly sliceRows?: number;
  /** The most slices of one kind in a round; the next round goes on behind them. Default 100. */
  readonly slicesPerRound?: number;
  /** Told of a kind that failed; the others have their turn all the same. */
  readonly failed: (kind: string, error: unknown) => void;
}

/**
 * Deletes what nobody needs any longer. Each kind by itself: one that fails or takes long keeps no other from its turn. Each
 * slice is a short transaction under an advisory lock that is tried, never waited for, so that one replica at a time is at a kind.
 */
export class Purge {
  readonly #positions = new Map<string, Position>();
  #stopped = false;

  constructor(private readonly options: PurgeOptions) {}

  /** One round. @returns the rows purged, by the name of the kind */
  async execute(): Promise<Record<string, number>> {
    const purged: Record<string, number> = {};
    for (const kind of this.options.kinds) {
      purged[kind.name] = 0;
      try {
        for await (const rows of this.#slices(kind)) purged[kind.name] = (purged[kind.name] ?? 0) + rows;
      } catch (error) {
        this.options.failed(kind.name, error);
      }
    }
    return purged;
  }

  /** Ends the round under way after its slice, and every later one at once. */
  stop(): void {
    this.#stopped = true;
  }

  /** Goes on where the last round ended, so that rows that have to stay never hide those behind them. */
  async *#slices(kind: PurgedKind): AsyncGenerator<number> {
    const { sliceRows: limit = 500, slicesPerRound = 100, clock, sql } = this.options;
    // eslint-disable-next-line no-restricted-syntax -- a point in time, for the database
    const before = new Date(clock.now() - kind.keptMs).toISOString();
    let after: Position | undefined = this.#positions.get(kind.name) ?? FROM_THE_START;
    this.#positions.delete(kind.name);
    for (let slice = 0; slice < slicesPerRound && after !== undefined && !this.#stopped; slice += 1) {
      const from: Position = after;
      const result: SliceResult | undefined = await sql.$transaction(async (tx) => {
        const [lock] = await tx.$queryRawUnsafe<{ mine: boolean }[]>(BEGIN_SLICE, kind.name);
        return lock?.mine === true ? kind.purgeSlice(tx, { before, after: from, limit }) : undefined;
      });
      if (result === undefined) return;
      yield result.rows;
      after = result.next;
    }
    if (after !== undefined) this.#positions.set(kind.name, after);
  }
}
