import type { Clock } from '@hallpass/ports';

/** The system's time, put forward as far as a test wants. */
export class TestClock implements Clock {
  private ahead = 0;

  now(): number {
    return Date.now() + this.ahead;
  }

  monotonic(): number {
    return performance.now() + this.ahead;
  }

  /** @param ms milliseconds */
  advance(ms: number): void {
    this.ahead += ms;
  }
}
