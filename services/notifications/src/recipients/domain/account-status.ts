export type AccountStatus = 'active' | 'deactivated';

/**
 * Where a change of status stands among all of its account, however they arrive. Each deactivation raises the account's
 * token epoch; a reactivation carries the epoch of the deactivation that it undoes, and so comes right after it.
 */
export function statusRank(status: AccountStatus, tokenEpoch: number): number {
  return tokenEpoch * 2 + (status === 'active' ? 1 : 0);
}
