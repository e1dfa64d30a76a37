import type { Log } from '../log.js';
import type { Freshness } from './freshness.js';

const LOOK_EVERY_MS = 500;

/** Says once when the revocation state turns stale, and once when it is true again. */
export class StalenessLog {
  private stale = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly freshness: Freshness,
    private readonly log: Log,
  ) {}

  start(): void {
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Compares the state with what was last said. Before the first replay there is nothing to say. */
  look(): void {
    const { replayed, stale } = this.freshness.state();
    if (stale === this.stale || !replayed) return;
    this.stale = stale;
    if (stale)
      this.log.warn('The revocation state is stale: nothing heard of the feed. The policy for that decides now.');
    else this.log.log('The revocation state is true again.');
  }
}
