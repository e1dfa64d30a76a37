import { setTimeout as delay } from 'node:timers/promises';
import type { ReadinessIndicator } from '@hallpass/ports';
import { checkHealth } from '../health/health-check.js';

const AGAIN_MS = 100;

/**
 * Resolves as soon as the service can do its work, with true; with false when that takes longer than it may.
 *
 * @param withinMs milliseconds
 */
export async function waitUntilReady(indicators: readonly ReadinessIndicator[], withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (performance.now() < deadline) {
    if ((await checkHealth(indicators)).status === 'ok') return true;
    await delay(AGAIN_MS);
  }
  return false;
}
