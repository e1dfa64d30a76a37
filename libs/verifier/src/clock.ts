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

/** A moment, and how long ago it is: also when the time was set since, and when the machine was suspended, which stops the other clock. */
export class Moment {
  private readonly time: number;
  private readonly passed: number;

  constructor(private readonly clock: Clock) {
    this.time = clock.now();
    this.passed = clock.monotonic();
  }

  /** Milliseconds, rather too many than too few. */
  age(): number {
    // eslint-disable-next-line no-restricted-syntax -- the monotonic clock stands while the machine is suspended: the larger counts
    return Math.max(this.clock.now() - this.time, this.clock.monotonic() - this.passed);
  }
}

/** The reading of the monotonic clock at a time of the other one (milliseconds since the epoch), as they stand now. */
export function monotonicAt(clock: Clock, time: number): number {
  // eslint-disable-next-line no-restricted-syntax -- this is where a time becomes a reading of the other clock
  return clock.monotonic() + time - clock.now();
}
