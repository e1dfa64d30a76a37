import { monotonic, type Clock } from '../clock.js';

/** Notices that a clock is set back, by one that can't be set. */
export class SetBack {
  private ahead: number;

  constructor(private readonly clock: Clock) {
    this.ahead = this.aheadNow();
  }

  /** Milliseconds by which the clock was set back since the last look; 0 when it was not, or was set forward. */
  look(): number {
    const before = this.ahead;
    this.ahead = this.aheadNow();
    return Math.max(0, before - this.ahead);
  }

  private aheadNow(): number {
    return this.clock.now() - monotonic(this.clock);
  }
}
