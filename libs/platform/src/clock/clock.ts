/** The time, injected so that a test can freeze it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** The injection token of the {@link Clock}; `@hallpass/platform` provides {@link systemClock}. */
export const CLOCK = Symbol('Clock');
