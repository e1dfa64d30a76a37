import { setTimeout as delay } from 'node:timers/promises';
import type { SqlClient } from '@hallpass/ports';

const ASK_EVERY_MS = 1_000;

export async function answers(sql: SqlClient): Promise<boolean> {
  return sql.$queryRawUnsafe('SELECT 1').then(
    () => true,
    () => false,
  );
}

/** Resolves when the database answers. False when told to stop before. */
export async function untilAnswers(sql: SqlClient, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    if (await answers(sql)) return true;
    await delay(ASK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  return false;
}
