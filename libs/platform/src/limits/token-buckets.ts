import type { Clock } from '@hallpass/ports';

export interface TokenBucketsOptions {
  /** What a bucket holds when it is full, and what flows into it in a minute. */
  readonly perMinute: number;
  readonly clock: Pick<Clock, 'monotonic'>;
  /** The most buckets that are kept; beyond it the one that was longest unused is forgotten. Default 10,000. */
  readonly maxKeys?: number;
}

/** One bucket of those that a request takes from. */
export interface Share {
  readonly key: string;
  /** How many times as much it holds. */
  readonly allowance: number;
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

  /**
   * Takes one from each bucket, or from none of them.
   *
   * @returns 0 when it has taken one, else the milliseconds until each has one
   */
  take(shares: readonly Share[]): number {
    const levels = shares.map((share) => this.#levelOf(share));
    const waitsMs = levels.map((level, n) => this.#waitMs(shares[n]?.allowance ?? 1, level));
    const waitMs = Math.max(0, ...waitsMs);
    shares.forEach(({ key }, n) => this.#keep(key, (levels[n] ?? 0) - (waitMs === 0 ? 1 : 0)));
    return waitMs;
  }

  /** Gives one back to each. */
  giveBack(shares: readonly Share[]): void {
    for (const share of shares) this.#keep(share.key, Math.min(this.#most(share.allowance), this.#levelOf(share) + 1));
  }

  /** Buckets kept now. */
  get size(): number {
    return this.#buckets.size;
  }

  #levelOf({ key, allowance }: Share): number {
    const most = this.#most(allowance);
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) return most;
    const flowedIn = ((this.options.clock.monotonic() - bucket.at) * most) / MINUTE_MS;
    return Math.min(most, bucket.level + flowedIn);
  }

  #waitMs(allowance: number, level: number): number {
    return level >= 1 ? 0 : ((1 - level) * MINUTE_MS) / this.#most(allowance);
  }

  #most(allowance: number): number {
    return this.options.perMinute * allowance;
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
