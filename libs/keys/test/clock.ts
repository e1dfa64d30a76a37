import type { Clock } from '@hallpass/platform';

/** A clock that stands still until it is moved. */
export class FrozenClock implements Clock {
  #now = Date.parse('2026-11-22T12:00:00Z');

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  advance(seconds: number): void {
    this.#now += seconds * 1_000;
  }
}
