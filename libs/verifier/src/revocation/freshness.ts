import type { Clock } from '../clock.js';
import type { RevocationFeed } from './revocation-feed.js';

/** What the feed does, for metrics and health. */
export interface FeedState {
  /** Whether everything that was kept when the feed started has been applied. */
  readonly replayed: boolean;
  readonly stale: boolean;
  /** Milliseconds since everything was known; Infinity when it never was, and after the machine was suspended. */
  readonly silentForMs: number;
}

/** Whether the revocation state can be relied on: the feed was heard of recently enough. */
export class Freshness {
  private countsAfter = -Infinity;

  /** @param feed `null` where there is nothing to wait for: always fresh */
  constructor(
    private readonly feed: RevocationFeed | null,
    private readonly staleAfterMs: number,
    private readonly clock: Clock,
  ) {}

  isFresh(): boolean {
    if (this.feed === null) return true;
    const heardAt = this.feed.lastHeardAt();
    const silentForMs = this.clock.monotonic() - heardAt;
    // A time to come would never be over: a feed that says so goes by another clock.
    return silentForMs >= 0 && silentForMs <= this.staleAfterMs && heardAt > this.countsAfter;
  }

  /** Nothing that was heard until now counts any more: how long ago it was can't be told. */
  forget(): void {
    this.countsAfter = this.clock.monotonic();
  }

  /** Milliseconds since the state became stale. Infinity where it never was fresh, and where how long can't be told. */
  staleForMs(): number {
    return Math.max(0, this.silentForMs() - this.staleAfterMs);
  }

  state(): FeedState {
    const replayed = this.feed === null || this.feed.lastHeardAt() > -Infinity;
    return { replayed, stale: !this.isFresh(), silentForMs: this.silentForMs() };
  }

  private silentForMs(): number {
    if (this.feed === null) return 0;
    const heardAt = this.feed.lastHeardAt();
    return heardAt > this.countsAfter ? this.clock.monotonic() - heardAt : Infinity;
  }
}
