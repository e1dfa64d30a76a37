import type { SqlExecutor } from '@hallpass/ports';
import { EPOCH_FLOOR } from './epoch-floor.js';

/** What a token says about its account and its session. */
export interface TokenSubject {
  readonly sub: string;
  readonly sid?: string | undefined;
  readonly epoch?: number | undefined;
}

const TRUTH = `
  SELECT a.status = 'active' AND greatest(a.token_epoch, ${EPOCH_FLOOR}) <= $2 AND s.ended_at IS NULL
    AND s.opened_epoch >= greatest(a.sessions_valid_from, ${EPOCH_FLOOR}) AS holds
  FROM accounts a JOIN sessions s ON s.account_id = a.id WHERE a.id = $1::uuid AND s.id = $3::uuid`;

const TRUTH_OF_CLIENT = `SELECT coalesce($1::integer >= ${EPOCH_FLOOR}, true) AS holds`;

/**
 * Whether what a token says still holds: its account active and of no later epoch, its session not ended. A token without a
 * session is a client's own: nothing but its key, its time and the floor of all epochs can end it.
 */
export async function stillHolds(sql: SqlExecutor, { sub, sid, epoch }: TokenSubject): Promise<boolean> {
  const [row] = await (sid === undefined
    ? sql.$queryRawUnsafe<{ holds: boolean }[]>(TRUTH_OF_CLIENT, epoch ?? -1)
    : sql.$queryRawUnsafe<{ holds: boolean }[]>(TRUTH, sub, epoch ?? -1, sid));
  return row?.holds === true;
}
