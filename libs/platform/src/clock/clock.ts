/** The time, injected so that a test can freeze it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds from any origin, which setting the time does not change. Without it, the time counts as never set. */
  monotonic?(): number;
}

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };

/** The injection token of the {@link Clock}; `@hallpass/platform` provides {@link systemClock}. */
export const CLOCK = Symbol('Clock');
