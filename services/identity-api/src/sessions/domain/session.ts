/** One login of one client; its refresh tokens are one family. */
export interface Session {
  readonly id: string;
  readonly accountId: string;
  readonly clientId: string;
  /** The token epoch of its account when it was opened. */
  readonly openedEpoch: number;
  readonly amr: readonly string[];
  readonly authenticatedAt: Date;
  readonly refreshedAt: Date;
  /** When it is over unless it is refreshed before. */
  readonly idleExpiresAt: Date;
  /** When it is over in any case. */
  readonly expiresAt: Date;
  readonly endedAt: Date | null;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
}
