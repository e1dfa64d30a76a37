import type { Clock } from '../clock.js';

/**
 * A map whose entries are forgotten some time after they were last set: kept at least the horizon and at most twice that.
 * Two maps that take turns need no timestamp for each entry and no scan to forget, which is what keeps a million
 * revocations small.
 */
export class Generations<V> {
  private current = new Map<string, V>();
  private previous = new Map<string, V>();
  private turnsAt: number;

  constructor(
    private readonly horizonMs: number,
    private readonly clock: Clock,
  ) {
    this.turnsAt = clock.monotonic() + horizonMs;
  }

  get(key: string): V | undefined {
    return this.current.get(key) ?? this.previous.get(key);
  }

  set(key: string, value: V): void {
    this.turn();
    this.current.set(key, value);
  }

  /** What is held, the older first; what was set in both generations comes twice. */
  *entries(): Generator<[string, V]> {
    yield* this.previous;
    yield* this.current;
  }

  /** How many entries are held; one that was set in both generations counts twice. */
  get size(): number {
    this.turn();
    return this.current.size + this.previous.size;
  }

  private turn(): void {
    const now = this.clock.monotonic();
    if (now < this.turnsAt) return;
    this.previous = now < this.turnsAt + this.horizonMs ? this.current : new Map<string, V>();
    this.current = new Map();
    this.turnsAt = now + this.horizonMs;
  }
}
