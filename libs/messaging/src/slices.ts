import type { SqlExecutor } from '@hallpass/ports';

/** Rows that one statement changes: far fewer than it could within the time that a statement may take. */
export const SLICE = 5_000;

/** Deletes the rows for which that is so, slice by slice: however many they have become, each statement ends in time. */
export async function deleteInSlices(
  sql: SqlExecutor,
  table: 'outbox' | 'inbox',
  condition: string,
  ...values: unknown[]
): Promise<void> {
  const slice = `SELECT ctid FROM ${table} WHERE ${condition} LIMIT ${SLICE} FOR UPDATE SKIP LOCKED`;
  let deleted = SLICE;
  while (deleted === SLICE) {
    deleted = await sql.$executeRawUnsafe(`DELETE FROM ${table} WHERE ctid = ANY (ARRAY (${slice}))`, ...values);
  }
}
