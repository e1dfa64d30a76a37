import type { SqlExecutor } from '@hallpass/ports';
import { EPOCH_FLOOR } from './epoch-floor.js';

const NEXT = `greatest(token_epoch, ${EPOCH_FLOOR}) + 1`;

/**
 * Adds one to the token epoch of an account: whatever was minted before is no longer true. Holds the account's row until the
 * transaction ends, so no token of the old epoch is minted after it.
 *
 * @param endsSessions whether every session opened before has ended too, for good
 * @returns the new epoch
 * @throws Error when there is no such account: look before you bump
 */
export async function bumpTokenEpoch(
  tx: SqlExecutor,
  accountId: string,
  { endsSessions = false } = {},
): Promise<number> {
  const [row] = await tx.$queryRawUnsafe<{ token_epoch: number }[]>(
    `UPDATE accounts SET token_epoch = ${NEXT}, updated_at = now(),
       sessions_valid_from = CASE WHEN $2::boolean THEN ${NEXT} ELSE sessions_valid_from END
     WHERE id = $1::uuid RETURNING token_epoch`,
    accountId,
    endsSessions,
  );
  if (row === undefined) throw new Error(`there is no account ${accountId}`);
  return row.token_epoch;
}
