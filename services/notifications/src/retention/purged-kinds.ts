import { oldRows, type PurgedKind } from '@hallpass/platform';
import type { Config } from '../config.js';
import { unverifiedRecipients } from './unverified-recipients.js';

const HOUR_MS = 60 * 60 * 1000;
const CLOSED = `state NOT IN ('waiting', 'pending')`;

type Lives = Pick<
  Config,
  'NOTIFICATION_RETENTION_DAYS' | 'EMAIL_RETENTION_DAYS' | 'UNVERIFIED_RECIPIENT_RETENTION_DAYS'
>;

/** What is purged in this service, and after how long; `docs/retention.md` tells it of every table. */
export function purgedKinds(config: Lives): PurgedKind[] {
  return [
    oldRows({
      name: 'notifications',
      table: 'notifications',
      age: 'created_at',
      keptMs: config.NOTIFICATION_RETENTION_DAYS,
    }),
    // What it said is needed no longer; that it was sent, and when, is.
    oldRows({
      name: 'contents of e-mails',
      table: 'emails',
      age: 'created_at',
      indexed: `${CLOSED} AND data <> '{}'`,
      erase: `data = '{}'`,
      keptMs: HOUR_MS,
    }),
    oldRows({
      name: 'e-mails',
      table: 'emails',
      age: 'created_at',
      indexed: CLOSED,
      keptMs: config.EMAIL_RETENTION_DAYS,
    }),
    unverifiedRecipients(config.UNVERIFIED_RECIPIENT_RETENTION_DAYS),
  ];
}
