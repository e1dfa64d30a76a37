import type { KeySource } from '../key-sets/key-source.js';
import type { ClockSkew } from '../issuer-clock/clock-skew.js';
import type { Freshness } from '../revocation/freshness.js';
import type { StalePolicy } from '../revocation/stale-policies.js';

/** What an operator should know about a verifier that can judge tokens. */
export interface VerifierHealth {
  /** What is wrong, though tokens can be judged, and what to do about it; undefined where nothing is. */
  readonly warning: string | undefined;
  /** As in the metrics. */
  readonly clockSkewSeconds: number | undefined;
}

/**
 * Checks whether tokens can be judged: keys are at hand, the kept security events have been replayed, and the feed has been
 * heard of. Where the issuer is asked while it has not, silence is no reason to send requests elsewhere: every replica hears the
 * same silence. A clock that differs from the issuer's only warns: it may be the issuer's that is wrong, and then that is so here,
 * there and everywhere.
 * @throws Error that says what is not ready
 */
export async function checkHealth(
  keySources: readonly KeySource[],
  freshness: Freshness,
  whenStale: StalePolicy['mode'],
  skew: ClockSkew,
): Promise<VerifierHealth> {
  await Promise.all(keySources.map(async (source) => source.ready?.()));
  const { replayed, stale } = freshness.state();
  if (!replayed) throw new Error('security events are still being replayed');
  if (stale && whenStale !== 'introspect') {
    throw new Error('nothing heard of the revocation feed for longer than staleAfterMs');
  }
  const beyond = skew.beyondTolerance();
  return { warning: beyond && skew.describe(beyond), clockSkewSeconds: skew.seconds() };
}
