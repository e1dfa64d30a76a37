import { retentionDays } from '@hallpass/platform';
import type { z } from 'zod';

/** Spread into the schema of the service's configuration. */
export const retentionConfig = {
  /** Days for which a session that is over can still be looked into. */
  SESSION_RETENTION_DAYS: retentionDays(7),
  /** Days that an account may be without a verified address; Notifications forgets such a recipient later than this. */
  UNVERIFIED_ACCOUNT_RETENTION_DAYS: retentionDays(7),
  /** The database refuses to delete an entry that is younger than 90 days, whatever is said here. */
  AUDIT_RETENTION_DAYS: retentionDays(400, { min: 91 }),
} as const;

export type RetentionConfig = {
  readonly [Name in keyof typeof retentionConfig]: z.infer<(typeof retentionConfig)[Name]>;
};
