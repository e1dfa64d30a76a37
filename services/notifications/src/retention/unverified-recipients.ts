import { oldRows, type PurgedKind } from '@hallpass/platform';

/**
 * Recipients whose account never had a verified address: IdentityAPI has purged it by then. One with anything that names it
 * stays until that is gone, and so does one that is deactivated, whose row says so to events that come late.
 */
export function unverifiedRecipients(keptMs: number): PurgedKind {
  const named = ['emails', 'notifications', 'preferences'].map(
    // OFFSET 0: looked up by index for each row, where the planner might read the whole table once instead
    (table) => `EXISTS (SELECT FROM ${table} WHERE account = recipients.account OFFSET 0)`,
  );
  return oldRows({
    name: 'unverified recipients',
    table: 'recipients',
    age: 'created_at',
    indexed: 'verified_at IS NULL',
    unless: [`status <> 'active'`, ...named].join(' OR '),
    keptMs,
  });
}
