import { AuthMetrics } from '@hallpass/auth';
import { AUTH_ERROR_REASONS } from '@hallpass/verifier';
import { Injectable, Optional } from '@nestjs/common';
import { Metrics } from './metrics.js';

/** What the auth library counts, at `/metrics`. A service without it has none of these. */
@Injectable()
export class AuthGauges {
  constructor(metrics: Metrics, @Optional() auth?: AuthMetrics) {
    if (auth === undefined) return;
    metrics.gauge('session_cache_entries', 'Verified tokens held', () => auth.snapshot().cache.entries);
    metrics.gauge('session_cache_bytes', 'Estimate of what they occupy', () => auth.snapshot().cache.bytes);
    metrics.gauge('session_cache_hits', 'Requests answered from the cache since the start', () => {
      return auth.snapshot().cache.hits;
    });
    metrics.gauge(
      'session_cache_misses',
      'Requests whose token had to be verified',
      () => auth.snapshot().cache.misses,
    );
    metrics.gauge('session_cache_evictions', 'Entries dropped to make room', () => auth.snapshot().cache.evictions);
    metrics.gauge('session_cache_revocations', 'Entries dropped because a security event said so', () => {
      return auth.snapshot().cache.revocations;
    });
    metrics.gauge('revocation_feed_state', '1 when the revocation state can be relied on, 0 when it is stale', () => {
      return auth.snapshot().feed.stale ? 0 : 1;
    });
    metrics.gauge('revocation_feed_lag_seconds', 'Time since the revocation feed was last heard of', () => {
      return auth.snapshot().feed.silentForMs / 1000;
    });
    metrics.gauge('revocation_feed_refused', 'Messages that were no security events of the issuer', () => {
      return auth.snapshot().feed.refused;
    });
    metrics.gauge('hallpass_verifier_clock_skew_seconds', "By how much the issuer's clock is ahead of this one", () => {
      return auth.snapshot().clockSkewSeconds ?? Number.NaN;
    });
    metrics.counters({
      name: 'hallpass_refusals_total',
      help: 'Requests whose token was refused or could not be judged',
      label: 'reason',
      values: AUTH_ERROR_REASONS,
      read: () => auth.snapshot().refusals,
    });
  }
}
