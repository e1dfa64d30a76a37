import type { Role } from '@hallpass/contracts';

export type AccountStatus = 'active' | 'deactivated';

/** A person's account, without its password. */
export interface Account {
  /** The `sub` of its tokens. */
  readonly id: string;
  /** Normalised: trimmed, lower case. */
  readonly email: string;
  readonly emailVerifiedAt: Date | null;
  readonly displayName: string | null;
  readonly status: AccountStatus;
  readonly roles: readonly Role[];
  /**
   * The epoch its tokens are minted under. What was read outside a lock on the row may be old: whoever opens a session
   * compares it again under the lock.
   */
  readonly tokenEpoch: number;
  readonly passwordChangedAt: Date;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
