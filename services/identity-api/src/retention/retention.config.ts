import { retentionDays } from '@hallpass/platform';
import type { z } from 'zod';

/** Spread into the schema of the service's configuration. */
export const retentionConfig = {
  /** How long a session is kept after its end. */
  SESSION_RETENTION_DAYS: retentionDays(7),
  /** How long a registration is kept that nobody confirms. Notifications keeps such a recipient longer. */
  UNVERIFIED_ACCOUNT_RETENTION_DAYS: retentionDays(7),
  /** How long an entry of the audit trail is kept. The database refuses to delete one that is younger than 90 days. */
  AUDIT_RETENTION_DAYS: retentionDays(400, { min: 91 }),
} as const;

export type RetentionConfig = {
  readonly [Name in keyof typeof retentionConfig]: z.infer<(typeof retentionConfig)[Name]>;
};
