import type { Clock } from '../clock.js';

/** How often it is looked for, in milliseconds. */
const LOOK_EVERY_MS = 500;
/** Milliseconds between two looks by which the clocks may drift apart: a time that is corrected is slewed, or set by less. */
const DRIFT_MS = 250;

/**
 * Notices that the machine was suspended: the time has gone on, and the clock that leases are measured by stood still. A time
 * that is set forward looks the same, and is taken for it.
 */
export class Suspension {
  private timer: NodeJS.Timeout | undefined;
  private ahead: number;

  constructor(
    private readonly clock: Clock,
    private readonly onResumed: () => void,
  ) {
    this.ahead = this.aheadNow();
  }

  start(): void {
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  look(): void {
    const before = this.ahead;
    this.ahead = this.aheadNow();
    if (this.ahead - before > DRIFT_MS) this.onResumed();
  }

  private aheadNow(): number {
    // eslint-disable-next-line no-restricted-syntax -- how far the clocks are apart is what is looked at
    return this.clock.now() - this.clock.monotonic();
  }
}
