import { setTimeout as delay } from 'node:timers/promises';
import type { SqlClient } from '@hallpass/ports';
import type { JsMsg } from '@nats-io/jetstream';

/** With the time a question may take, well below what the broker waits for an answer. */
const ASK_EVERY_MS = 1_000;

export async function answers(sql: SqlClient): Promise<boolean> {
  return sql.$queryRawUnsafe('SELECT 1').then(
    () => true,
    () => false,
  );
}

/** Keeps the broker from delivering the message again until the database answers. False when told to stop before. */
export async function holdUntilAnswers(message: JsMsg, sql: SqlClient, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    message.working();
    if (await answers(sql)) return true;
    await delay(ASK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  return false;
}
