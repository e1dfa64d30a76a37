import type { Clock } from '../clock.js';

/** How far the issuer's clock was from this process' when it last answered. Nothing is accepted or refused by it. */
export interface ClockReading {
  /** Milliseconds by which the issuer's clock is ahead; negative where it is behind. */
  readonly aheadMs: number;
  /** Milliseconds by which that may be wrong, either way. */
  readonly errorMs: number;
  /** Milliseconds by the monotonic clock: when the answer was there. */
  readonly at: number;
}

/** A `Date` is in whole seconds (RFC 9110 section 5.6.7): on average the answer was made half a second later. */
const HALF_A_SECOND_MS = 500;

/**
 * Reads the issuer's clock off the `Date` of its answer (RFC 9110 section 6.6.1).
 * @param askedAt milliseconds by the monotonic clock, just before the request
 */
export function readClock(date: number, askedAt: number, clock: Clock): ClockReading {
  const at = clock.monotonic();
  const halfTripMs = (at - askedAt) / 2;
  // eslint-disable-next-line no-restricted-syntax -- the difference of two clocks that tell the time of day is what is measured
  const aheadMs = date + HALF_A_SECOND_MS - (clock.now() - halfTripMs);
  return { aheadMs, errorMs: HALF_A_SECOND_MS + halfTripMs, at };
}
