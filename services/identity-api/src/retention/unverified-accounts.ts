import { oldRows, type PurgedKind } from '@hallpass/platform';

/**
 * Accounts whose address nobody has proved, as versions before this one opened them at registration. One stays for as long as an e-mail may be under way by whose token it can still be
 * verified: tokens are purged when they have expired. It has no session, as nobody logs in to it before; one that an administrator
 * has deactivated is kept.
 */
export function unverifiedAccounts(keptMs: number): PurgedKind {
  // OFFSET 0: looked up by index for each row, where the planner might read the whole table once instead
  return oldRows({
    name: 'unverified accounts',
    table: 'accounts',
    age: 'created_at',
    indexed: 'email_verified_at IS NULL',
    unless: `status <> 'active'
      OR EXISTS (SELECT FROM sessions WHERE account_id = accounts.id OFFSET 0)
      OR EXISTS (SELECT FROM single_use_tokens
        WHERE purpose IN ('email-verification', 'password-reset') AND owner = accounts.id::text OFFSET 0)`,
    keptMs,
  });
}
