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
  /** Raised by each change of the name. */
  readonly nameVersion: number;
  readonly status: AccountStatus;
  readonly roles: readonly Role[];
  /** The epoch under which its tokens are minted. A value that was read without a lock on the row may be out of date. */
  readonly tokenEpoch: number;
  /** Compared again under the lock by what opens a session after a password was checked: it must still be that password. */
  readonly passwordChangedAt: Date;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
