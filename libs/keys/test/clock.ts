import type { Clock } from '@hallpass/ports';

/** A clock that stands still until it is moved. */
export class FrozenClock implements Clock {
  #now = Date.parse('2026-11-22T12:00:00Z');
  #fastByMs = 0;

  now(): number {
    return this.#now + this.#fastByMs;
  }

  monotonic(): number {
    return this.#now;
  }

  /** Somebody sets the time: so many seconds fast, 0 when it is right. */
  setFast(seconds: number): void {
    this.#fastByMs = seconds * 1_000;
  }

  advance(seconds: number): void {
    this.#now += seconds * 1_000;
  }
}
