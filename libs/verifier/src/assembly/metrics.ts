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
  /** Tokens that were refused or could not be judged since the start, by the reason. */
  readonly refusals: Readonly<Partial<Record<AuthErrorReason, number>>>;
}

/** The counters of the parts in one place. */
export function metricsOf({ cache, state, intake, freshness, live, authenticator }: Parts): VerifierMetrics {
  return {
    cache: cache.stats(),
    revocations: state.stats(),
    feed: { ...freshness.state(), refused: intake.refused },
    liveConnections: live.size,
    refusals: authenticator.refusals(),
  };
}
