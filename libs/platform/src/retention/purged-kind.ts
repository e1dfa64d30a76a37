import type { SqlExecutor } from '@hallpass/ports';

/** Where in a table the next slice begins, as PostgreSQL writes it. */
export interface Position {
  readonly age: string;
  readonly ctid: string;
}

/** What one slice may change. */
export interface Slice {
  /** Only rows whose age lies before it, in ISO 8601. */
  readonly before: string;
  readonly after: Position;
  /** The most rows that the slice looks at. */
  readonly limit: number;
}

export interface SliceResult {
  /** Rows deleted, or erased in part. */
  readonly rows: number;
  /** Where the next slice begins; absent when nothing is left behind this one. */
  readonly next?: Position;
}

/** One kind of row that is purged by itself. */
export interface PurgedKind {
  /** Names its lock and its log lines; unique within a database. */
  readonly name: string;
  /** Milliseconds that a row is kept after its age. */
  readonly keptMs: number;
  /** Purges one slice, in the short transaction of its own that it is given. */
  purgeSlice(tx: SqlExecutor, slice: Slice): Promise<SliceResult>;
}

export const FROM_THE_START: Position = { age: '-infinity', ctid: '(0,0)' };
