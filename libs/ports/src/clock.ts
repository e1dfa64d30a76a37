import { performance } from 'node:perf_hooks';

/** The time, injected so that a test can freeze it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds from any origin, which setting the time does not change: only differences mean something. */
  monotonic(): number;
}

// Imported, not the global one: so V8 compares what it answers without making a number on the heap of it.
export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };

/** The injection token of the {@link Clock}; `@hallpass/platform` provides it. */
export const CLOCK = Symbol('Clock');
