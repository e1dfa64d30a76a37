import type { Role } from '@hallpass/contracts';
import type { SqlExecutor } from '@hallpass/ports';
import type { MintingAccount } from '../domain/access-token.js';
import { EPOCH_FLOOR } from './epoch-floor.js';

/**
 * Reads an account under a lock that lasts until the transaction ends: its epoch can't be bumped meanwhile, and whoever mints
 * after a bump reads the new one. Taken before any lock on a session, as by everything that changes an account.
 *
 * Minters exclude each other too. A share lock would let each new one join those under way, past a writer that waits, and keep
 * the writer waiting for as long as they overlap; an exclusive lock queues. Foreign keys to the account can be checked meanwhile.
 */
export async function lockForMinting(tx: SqlExecutor, accountId: string): Promise<MintingAccount | undefined> {
  const [account] = await tx.$queryRawUnsafe<(MintingAccount & { roles: Role[] })[]>(
    `SELECT id, status, roles, greatest(token_epoch, ${EPOCH_FLOOR}) AS "tokenEpoch", password_changed_at AS "passwordChangedAt"
     FROM accounts WHERE id = $1::uuid FOR NO KEY UPDATE`,
    accountId,
  );
  return account;
}
