import type { Clock } from '../clock.js';
import type { RevocationFeed } from './revocation-feed.js';

/** What the feed does, for metrics and health. Milliseconds. */
export interface FeedState {
  readonly replayed: boolean;
  readonly stale: boolean;
  /** Milliseconds by the clock; 0 = never. */
  readonly lastHeardAt: number;
}

/** Whether the revocation state can be relied on: replayed, and the feed heard of recently enough. */
export class Freshness {
  /** @param feed `null` where there is nothing to wait for: always fresh */
  constructor(
    private readonly feed: RevocationFeed | null,
    private readonly staleAfterMs: number,
    private readonly clock: Clock,
  ) {}

  /** @param now milliseconds by the clock, for a caller that has just read it */
  isFresh(now = this.clock.now()): boolean {
    const { feed } = this;
    if (feed === null) return true;
    const silentForMs = now - feed.lastHeardAt();
    // Heard in the future: the clock was set back, and how long ago that was can't be told. What is heard next tells.
    return feed.replayed() && silentForMs >= 0 && silentForMs <= this.staleAfterMs;
  }

  /** Milliseconds since the state became stale. Infinity before anything was heard, and where a clock set back hides it. */
  staleForMs(): number {
    const now = this.clock.now();
    if (this.isFresh(now)) return 0;
    const heard = this.feed?.lastHeardAt() ?? 0;
    if (heard === 0 || heard > now) return Infinity;
    return Math.max(0, now - heard - this.staleAfterMs);
  }

  state(): FeedState {
    const lastHeardAt = this.feed?.lastHeardAt() ?? 0;
    return { replayed: this.feed?.replayed() ?? true, stale: !this.isFresh(), lastHeardAt };
  }
}
