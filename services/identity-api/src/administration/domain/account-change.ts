import type { AccountStatus } from '../../accounts/domain/account.js';

/** What an administrator's change of an account came to. */
export interface AccountChange {
  readonly id: string;
  readonly status: AccountStatus;
  readonly tokenEpoch: number;
  readonly endedSessions: number;
}
