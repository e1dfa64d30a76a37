import type { Log } from '../log.js';
import type { ClockSkew } from './clock-skew.js';

const LOOK_EVERY_MS = 1_000;

/** Says once when the clocks of issuer and verifier differ by more than is tolerated, and once when they no longer do. */
export class SkewLog {
  private beyond = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly skew: ClockSkew,
    private readonly log: Log,
  ) {}

  start(): void {
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Compares the clocks with what was last said. */
  look(): void {
    const reading = this.skew.beyondTolerance();
    if ((reading !== undefined) === this.beyond) return;
    this.beyond = reading !== undefined;
    if (reading !== undefined) this.log.warn(this.skew.describe(reading));
    else this.log.log(`The clock of the issuer is within the tolerance again${differenceOf(this.skew)}.`);
  }
}

function differenceOf(skew: ClockSkew): string {
  const seconds = skew.seconds();
  return seconds === undefined ? '' : `: it differs by ${Math.abs(seconds).toFixed(1)} s`;
}
