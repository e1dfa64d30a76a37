import type { SqlExecutor } from '@hallpass/ports';

/** What a token says about its account and its session. */
export interface TokenSubject {
  readonly sub: string;
  readonly sid?: string | undefined;
  readonly epoch?: number | undefined;
}

const TRUTH = `
  SELECT a.status = 'active' AND a.token_epoch <= $2 AND s.ended_at IS NULL
    AND s.opened_epoch >= a.sessions_valid_from AS holds
  FROM accounts a JOIN sessions s ON s.account_id = a.id WHERE a.id = $1::uuid AND s.id = $3::uuid`;

/**
 * Whether what a token says still holds: its account active and of no later epoch, its session not ended. A token without a
 * session is a client's own: nothing but its key and its time can end it.
 */
export async function stillHolds(sql: SqlExecutor, { sub, sid, epoch }: TokenSubject): Promise<boolean> {
  if (sid === undefined) return true;
  const [row] = await sql.$queryRawUnsafe<{ holds: boolean }[]>(TRUTH, sub, epoch ?? -1, sid);
  return row?.holds === true;
}
