/** A registration that waits until its address is proved. Confirmed, it is the account with its id. */
export interface Registration {
  readonly id: string;
  /** Normalised. */
  readonly email: string;
  readonly displayName: string | null;
  readonly passwordHash: string;
}

/** A {@link Registration} as it is confirmed. */
export interface PendingRegistration extends Registration {
  /** Opened as an account by a version before this one, which sent one token for an address, whoever else registered it. */
  readonly isAccount: boolean;
}
