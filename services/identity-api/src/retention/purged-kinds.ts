import { oldRows, type PurgedKind } from '@hallpass/platform';
import { KNOWN_NETWORK_KEPT_MS } from '../attempts/known-networks.js';
import { endedSessions } from './ended-sessions.js';
import type { RetentionConfig } from './retention.config.js';
import { unverifiedAccounts } from './unverified-accounts.js';

const HOUR_MS = 60 * 60 * 1000;

/** What is purged in this service, and after how long; `docs/retention.md` tells it of every table. */
export function purgedKinds(config: RetentionConfig): PurgedKind[] {
  return [
    endedSessions(config.SESSION_RETENTION_DAYS),
    // The hash stays as long as the session, so that an older token is still known as reused: its successor is no longer needed.
    oldRows({
      name: 'sealed successors',
      table: 'refresh_tokens',
      age: 'consumed_at',
      indexed: 'sealed_successor IS NOT NULL',
      erase: 'sealed_successor = NULL',
      keptMs: HOUR_MS,
    }),
    oldRows({ name: 'single-use tokens', table: 'single_use_tokens', age: 'expires_at', keptMs: 0 }),
    // Counters say when they are over in milliseconds.
    oldRows({
      name: 'attempts',
      table: 'attempts',
      age: 'to_timestamp(expire::float8 / 1000)',
      keptMs: HOUR_MS,
    }),
    oldRows({ name: 'guesses', table: 'guesses', age: 'forgotten_at', keptMs: 0 }),
    oldRows({
      name: 'known networks',
      table: 'known_networks',
      age: 'last_login_at',
      keptMs: KNOWN_NETWORK_KEPT_MS,
    }),
    unverifiedAccounts(config.UNVERIFIED_ACCOUNT_RETENTION_DAYS),
    // Those that were confirmed, too: the account is a row of its own.
    oldRows({
      name: 'registrations',
      table: 'registrations',
      age: 'created_at',
      keptMs: config.UNVERIFIED_ACCOUNT_RETENTION_DAYS,
    }),
    oldRows({
      name: 'audit events',
      table: 'audit_events',
      age: 'occurred_at',
      keptMs: config.AUDIT_RETENTION_DAYS,
    }),
  ];
}
