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

/** A moment, and how long ago it is: also when the time was set since, and when the machine was suspended, which stops the other clock. */
export class Moment {
  private readonly time: number;
  private readonly passed: number;

  constructor(private readonly clock: Clock) {
    this.time = clock.now();
    this.passed = monotonic(clock);
  }

  /** Milliseconds, rather too many than too few. */
  age(): number {
    return Math.max(this.clock.now() - this.time, monotonic(this.clock) - this.passed);
  }
}
