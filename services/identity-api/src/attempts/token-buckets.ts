import type { Clock } from '@hallpass/ports';

export interface TokenBucketsOptions {
  /** What a bucket holds when it is full, and what flows into it in a minute. */
  readonly perMinute: number;
  readonly clock: Pick<Clock, 'monotonic'>;
  /** The most buckets that are kept; beyond it the one that was longest unused is forgotten. Default 10,000. */
  readonly maxKeys?: number;
}

interface Bucket {
  readonly level: number;
  /** Milliseconds by the monotonic clock. */
  readonly at: number;
}

const MINUTE_MS = 60_000;

/** A token bucket for each key, in the memory of this process: no round trip, and a limit of its own at every replica. */
export class TokenBuckets {
  /** The one that was longest unused comes first. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(private readonly options: TokenBucketsOptions) {}

  /** @returns 0 when it has taken one, else the milliseconds until there is one */
  take(key: string): number {
    const level = this.#levelOf(key);
    const taken = level >= 1;
    this.#keep(key, taken ? level - 1 : level);
    return taken ? 0 : ((1 - level) * MINUTE_MS) / this.options.perMinute;
  }

  /** Gives one back. */
  giveBack(key: string): void {
    this.#keep(key, Math.min(this.options.perMinute, this.#levelOf(key) + 1));
  }

  /** Buckets kept now. */
  get size(): number {
    return this.#buckets.size;
  }

  #levelOf(key: string): number {
    const { perMinute, clock } = this.options;
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) return perMinute;
    const flowedIn = ((clock.monotonic() - bucket.at) * perMinute) / MINUTE_MS;
    return Math.min(perMinute, bucket.level + flowedIn);
  }

  #keep(key: string, level: number): void {
    const { clock, maxKeys = 10_000 } = this.options;
    this.#buckets.delete(key);
    this.#buckets.set(key, { level, at: clock.monotonic() });
    for (const oldest of this.#buckets.keys()) {
      if (this.#buckets.size <= maxKeys) break;
      this.#buckets.delete(oldest);
    }
  }
}
