import { setTimeout as delay } from 'node:timers/promises';

export interface EventuallyOptions {
  /** Milliseconds; 10,000 by default. A bound for what never happens, not a wait. */
  timeoutMs?: number;
  /** What is awaited, for the message. */
  describe?: string;
}

const POLL_MS = 10;

/**
 * Polls until the probe neither throws nor gives `false`, `null`, `0` or `''`, and returns what it gave. `undefined` holds,
 * for the sake of probes that only expect something. Throws with the last error when it doesn't come true in time.
 *
 * @example
 * await eventually(async () => expect(await received()).toHaveLength(2));
 */
export async function eventually<T>(
  probe: () => Promise<T> | T,
  { timeoutMs = 10_000, describe = 'the condition' }: EventuallyOptions = {},
): Promise<Exclude<T, false | null | 0 | ''>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    let last: unknown;
    try {
      const value = await probe();
      // A probe without a result, such as a bare expect(), holds when it doesn't throw.
      if (value === undefined || value) return value as Exclude<T, false | null | 0 | ''>;
      last = value;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) {
      const why = last instanceof Error ? last.message : `last value: ${String(last)}`;
      throw new Error(`${describe} did not come true within ${timeoutMs} ms: ${why}`, { cause: last });
    }
    await delay(POLL_MS);
  }
}
