import { isUuid } from '@hallpass/contracts';
import type { SqlExecutor } from '@hallpass/ports';
import { EPOCH_FLOOR } from './epoch-floor.js';

/** What a token says about its account and its session, of whatever type that is. */
export interface TokenSubject {
  readonly sub?: unknown;
  readonly sid?: unknown;
  readonly epoch?: unknown;
}

/** The most that PostgreSQL's `integer` holds. */
const MAX_EPOCH = 2 ** 31 - 1;

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
  if (sid === undefined) return clientHolds(sql, epoch ?? -1);
  if (!isUuid(sub) || !isUuid(sid) || !isEpoch(epoch)) return false;
  const [row] = await sql.$queryRawUnsafe<{ holds: boolean }[]>(TRUTH, sub, epoch, sid);
  return row?.holds === true;
}

/** @param epoch -1 for a token without one: it is older than every floor */
async function clientHolds(sql: SqlExecutor, epoch: unknown): Promise<boolean> {
  if (epoch !== -1 && !isEpoch(epoch)) return false;
  const [row] = await sql.$queryRawUnsafe<{ holds: boolean }[]>(TRUTH_OF_CLIENT, epoch);
  return row?.holds === true;
}

const isEpoch = (value: unknown): boolean =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_EPOCH;
