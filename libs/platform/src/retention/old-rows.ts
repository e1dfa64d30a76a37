import type { SqlExecutor } from '@hallpass/ports';
import type { PurgedKind, Slice, SliceResult } from './purged-kind.js';

export interface OldRows {
  readonly name: string;
  readonly table: string;
  /** A `timestamptz` expression with an index of its own: the table is read in its order. */
  readonly age: string;
  /** The predicate of that index, where it is a partial one. */
  readonly indexed?: string;
  /** What else has to hold of a row that is old enough; looked at for the rows of the slice alone. */
  readonly unless?: string;
  /** Assignments that erase a part of the row instead of deleting it; afterwards `indexed` no longer holds. */
  readonly erase?: string;
  readonly keptMs: number;
}

interface Purged {
  readonly seen: number;
  readonly rows: number;
  readonly age: string | null;
  readonly ctid: string | null;
}

/** Rows of a table that are purged by their age alone. Reads the table by the index on `age`, a slice at a time. */
export function oldRows(options: OldRows): PurgedKind {
  const { name, keptMs } = options;
  const sql = oldRowsSql(options);
  return {
    name,
    keptMs,
    purgeSlice: async (tx: SqlExecutor, { before, after, limit }: Slice): Promise<SliceResult> => {
      const [found] = await tx.$queryRawUnsafe<Purged[]>(sql, before, after.age, after.ctid, limit);
      const { seen = 0, rows = 0, age = null, ctid = null } = found ?? {};
      return { rows, ...(seen === limit && age !== null && ctid !== null && { next: { age, ctid } }) };
    },
  };
}

/** The statement of one slice: `$1` before, `$2` and `$3` the position after which it begins, `$4` the limit. */
export function oldRowsSql({ table, age, indexed = 'true', unless = 'false', erase }: OldRows): string {
  const rows = `WHERE ctid = ANY (ARRAY (SELECT ctid FROM slice)) AND NOT (${unless})`;
  const purge = erase === undefined ? `DELETE FROM ${table} ${rows}` : `UPDATE ${table} SET ${erase} ${rows}`;
  return `
    WITH slice AS MATERIALIZED (
      SELECT ctid, ${age} AS age FROM ${table}
      WHERE ${indexed} AND ${age} < $1::timestamptz AND ${age} >= $2::timestamptz
        AND (${age}, ctid) > ($2::timestamptz, $3::text::tid)
      ORDER BY ${age}, ctid LIMIT $4::int FOR UPDATE SKIP LOCKED
    ), purged AS (${purge} RETURNING 1)
    SELECT (SELECT count(*)::int FROM slice) AS seen, (SELECT count(*)::int FROM purged) AS rows,
      (SELECT age::text FROM slice ORDER BY age DESC, ctid DESC LIMIT 1) AS age,
      (SELECT ctid::text FROM slice ORDER BY age DESC, ctid DESC LIMIT 1) AS ctid`;
}
