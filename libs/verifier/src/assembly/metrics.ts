import type { AuthErrorReason } from '../errors.js';
import type { FeedState } from '../revocation/freshness.js';
import type { RevocationStats } from '../revocation/revocation-state.js';
import type { SessionCacheStats } from '../sessions/session-cache.js';
import type { Parts } from './assemble.js';

/** Plain numbers, for whatever exports metrics. */
export interface VerifierMetrics {
  readonly cache: SessionCacheStats;
  readonly revocations: RevocationStats;
  /** `refused`: messages that were no security events of the issuer, and were dropped. */
  readonly feed: FeedState & { readonly refused: number };
  readonly liveConnections: number;
  /** Seconds by which the issuer's clock is ahead of this one; negative where it is behind, undefined where that is not known. */
  readonly clockSkewSeconds: number | undefined;
  /** Requests that were refused or could not be judged since the start, by the reason; those that were not are absent. */
  readonly refusals: Readonly<Partial<Record<AuthErrorReason, number>>>;
}

/** The counters of the parts in one place. */
export function metricsOf({ cache, state, intake, freshness, live, refusals, skew }: Parts): VerifierMetrics {
  return {
    cache: cache.stats(),
    revocations: state.stats(),
    feed: { ...freshness.state(), refused: intake.refused },
    liveConnections: live.size,
    clockSkewSeconds: skew.seconds(),
    refusals: refusals.byReason(),
  };
}
