import type { FeedState, Freshness } from '../revocation/freshness.js';
import type { RevocationIntake } from '../revocation/revocation-intake.js';
import type { RevocationState, RevocationStats } from '../revocation/revocation-state.js';
import type { LiveConnections } from '../sessions/live-connections.js';
import type { SessionCache, SessionCacheStats } from '../sessions/session-cache.js';

/** Plain numbers, for whatever exports metrics. */
export interface AuthMetricsSnapshot {
  readonly cache: SessionCacheStats;
  readonly revocations: RevocationStats;
  /** `refused`: messages that were no security events of the issuer, and were dropped. */
  readonly feed: FeedState & { readonly refused: number };
  readonly liveConnections: number;
}

/** The counters of this library in one place. */
export class AuthMetrics {
  constructor(
    private readonly cache: SessionCache,
    private readonly state: RevocationState,
    private readonly intake: RevocationIntake,
    private readonly freshness: Freshness,
    private readonly live: LiveConnections,
  ) {}

  snapshot(): AuthMetricsSnapshot {
    return {
      cache: this.cache.stats(),
      revocations: this.state.stats(),
      feed: { ...this.freshness.state(), refused: this.intake.refused },
      liveConnections: this.live.size,
    };
  }
}
