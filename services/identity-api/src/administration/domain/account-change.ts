import type { AccountStatus } from '../../accounts/domain/account.js';

/** What an administrator's change of an account came to. */
export interface AccountChange {
  readonly id: string;
  readonly status: AccountStatus;
  readonly tokenEpoch: number;
  readonly endedSessions: number;
  /** Whether the broker has the event already, or the relay will repeat it. */
  readonly propagation: 'published' | 'pending';
}
