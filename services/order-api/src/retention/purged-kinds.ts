import { oldRows, type PurgedKind } from '@hallpass/platform';
import type { Config } from '../config.js';

const HOUR_MS = 60 * 60 * 1000;

/** What is purged in this service, and after how long; `docs/retention.md` tells it of every table. */
export function purgedKinds(config: Pick<Config, 'IDEMPOTENCY_KEY_HOURS'>): PurgedKind[] {
  const keptMs = config.IDEMPOTENCY_KEY_HOURS * HOUR_MS;
  return [oldRows({ name: 'idempotency keys', table: 'idempotency_keys', age: 'created_at', keptMs })];
}
