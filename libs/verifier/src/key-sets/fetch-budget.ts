import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.js';

export interface FetchBudgetOptions {
  /** Fetches that may happen in a row. */
  readonly burst: number;
  /** Milliseconds after which one more is allowed, and for which a `kid` that turned out unknown is remembered. */
  readonly coolDownMs: number;
  readonly clock: Clock;
}

/**
 * Keeps strangers from making us fetch: anybody can send a token with a `kid` that nobody knows. A few fetches in a row are
 * allowed, because a rotation looks just like that; then one in each cool-down, and none for a `kid` just looked for.
 */
export class FetchBudget {
  private readonly unknown: LRUCache<string, number>;
  private available: number;
  private countedAt: number;

  constructor(private readonly options: FetchBudgetOptions) {
    this.unknown = new LRUCache({ max: 1000 });
    this.available = options.burst;
    this.countedAt = options.clock.monotonic();
  }

  /** Whether a fetch for that `kid` is allowed; if so it counts. */
  spend(kid: string): boolean {
    const { burst, coolDownMs, clock } = this.options;
    const now = clock.monotonic();
    if (now < (this.unknown.get(kid) ?? 0)) return false;
    const earned = Math.floor((now - this.countedAt) / coolDownMs);
    if (earned > 0) {
      this.available = Math.min(burst, this.available + earned);
      this.countedAt += earned * coolDownMs;
    }
    if (this.available === 0) return false;
    this.available--;
    return true;
  }

  /** The key set does not have it. */
  remember(kid: string): void {
    this.unknown.set(kid, this.options.clock.monotonic() + this.options.coolDownMs);
  }
}
