import type { Clock } from '../clock.js';
import type { ClockReading } from './clock-reading.js';

/** Milliseconds for which a token from the future counts as a sign: about as long as access tokens live. */
const SIGN_MS = 300_000;

/**
 * How far the issuer's clock is from this process'. For operators: what is accepted goes by this process' clock and the tolerance,
 * whatever any answer says.
 */
export class ClockSkew {
  private sign: ClockReading | undefined;

  /** @param readings what each source of the issuer's time has read last */
  constructor(
    private readonly readings: () => readonly (ClockReading | undefined)[],
    private readonly toleranceMs: number,
    private readonly clock: Clock,
  ) {}

  /** A token that the issuer has signed bears a time to come: its clock is ahead by so much at least. */
  tokenFromTheFuture(aheadMs: number): void {
    this.sign = { aheadMs, errorMs: 0, at: this.clock.monotonic() };
  }

  /**
   * The last reading, or a recent token that shows more; undefined where there is neither. A token may come from a replica of the
   * issuer whose clock differs from that of the one that answers.
   */
  current(): ClockReading | undefined {
    const [latest] = this.readings()
      .filter((reading) => reading !== undefined)
      .toSorted((a, b) => b.at - a.at);
    const sign = this.recentSign();
    return sign !== undefined && sign.aheadMs > (latest?.aheadMs ?? -Infinity) ? sign : latest;
  }

  /** Seconds by which the issuer's clock is ahead; negative where it is behind, undefined where that is not known. */
  seconds(): number | undefined {
    const reading = this.current();
    return reading === undefined ? undefined : Math.round(reading.aheadMs) / 1000;
  }

  /** The reading, where the clocks differ by more than the tolerance however wrong it is. */
  beyondTolerance(): ClockReading | undefined {
    const reading = this.current();
    return reading !== undefined && Math.abs(reading.aheadMs) - reading.errorMs > this.toleranceMs
      ? reading
      : undefined;
  }

  /** What an operator should know and do about a reading that is beyond the tolerance. */
  describe({ aheadMs, errorMs }: ClockReading): string {
    const here = this.clock.now();
    const by = `${seconds(Math.abs(aheadMs))} s ${aheadMs > 0 ? 'ahead of' : 'behind'}`;
    return (
      `The clock of the issuer is ${by} this one (to within ${seconds(errorMs)} s), and ${this.toleranceMs / 1000} s are tolerated: ` +
      `there it is ${iso(here + aheadMs)}, here ${iso(here)}. Synchronize both by NTP: tokens are refused for their times.`
    );
  }

  private recentSign(): ClockReading | undefined {
    return this.sign !== undefined && this.clock.monotonic() - this.sign.at < SIGN_MS ? this.sign : undefined;
  }
}

const seconds = (ms: number): string => (ms / 1000).toFixed(1);
const iso = (time: number): string => new Date(time).toISOString();
