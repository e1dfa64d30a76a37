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
  private readonly startedAt: number;

  /** @param feed `null` where there is nothing to wait for: always fresh */
  constructor(
    private readonly feed: RevocationFeed | null,
    private readonly staleAfterMs: number,
    private readonly clock: Clock,
  ) {
    this.startedAt = clock.now();
  }

  /** @param now milliseconds by the clock, for a caller that has just read it */
  isFresh(now = this.clock.now()): boolean {
    const { feed } = this;
    return feed === null || (feed.replayed() && now - feed.lastHeardAt() <= this.staleAfterMs);
  }

  /** Milliseconds since the state became stale; before anything was heard, since the start. */
  staleForMs(): number {
    if (this.isFresh()) return 0;
    const heard = this.feed?.lastHeardAt() ?? 0;
    const since = heard === 0 ? this.startedAt : heard + this.staleAfterMs;
    return Math.max(0, this.clock.now() - since);
  }

  state(): FeedState {
    const lastHeardAt = this.feed?.lastHeardAt() ?? 0;
    return { replayed: this.feed?.replayed() ?? true, stale: !this.isFresh(), lastHeardAt };
  }
}
