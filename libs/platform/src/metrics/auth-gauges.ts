import { AuthMetrics } from '@hallpass/auth';
import { AUTH_ERROR_REASONS } from '@hallpass/verifier';
import { Injectable, Optional } from '@nestjs/common';
import { Metrics } from './metrics.js';

/** What the auth library counts, at `/metrics`. A service without it has none of these. */
@Injectable()
export class AuthGauges {
  constructor(metrics: Metrics, @Optional() auth?: AuthMetrics) {
    if (auth === undefined) return;
    const cache = () => auth.snapshot().cache;
    const feed = () => auth.snapshot().feed;
    metrics.gauge('session_cache_entries', 'Verified tokens held', () => cache().entries);
    metrics.gauge('session_cache_bytes', 'Estimate of what they occupy', () => cache().bytes);
    metrics.countedElsewhere('session_cache_hits_total', 'Requests answered from the cache', () => cache().hits);
    metrics.countedElsewhere('session_cache_misses_total', 'Requests whose token had to be verified', () => {
      return cache().misses;
    });
    metrics.countedElsewhere('session_cache_evictions_total', 'Entries dropped to make room', () => cache().evictions);
    metrics.countedElsewhere(
      'session_cache_revocations_total',
      'Entries dropped because a security event said so',
      () => {
        return cache().revocations;
      },
    );
    metrics.gauge('revocation_feed_state', '1 when the revocation state can be relied on, 0 when it is stale', () => {
      return feed().stale ? 0 : 1;
    });
    metrics.gauge('revocation_feed_lag_seconds', 'Time since the revocation feed was last heard of', () => {
      return feed().silentForMs / 1000;
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
    metrics.countedElsewhere(
      'revocation_feed_refused_total',
      'Messages that were no security events of the issuer',
      () => {
        return feed().refused;
      },
    );
  }
}
