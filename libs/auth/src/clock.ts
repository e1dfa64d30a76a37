/** The time, injected so that a test can freeze it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds from any origin, which setting the time does not change. Without it, the time counts as never set. */
  monotonic?(): number;
}

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };

/** Milliseconds of which only differences mean something. */
export function monotonic(clock: Clock): number {
  return clock.monotonic?.() ?? clock.now();
}
