import type { KeySource } from '../key-sets/key-source.js';
import type { Freshness } from '../revocation/freshness.js';
import type { StalePolicy } from '../revocation/stale-policies.js';

/**
 * Checks whether tokens can be judged: keys are at hand, the kept security events have been replayed, and the feed has been
 * heard of. Where the issuer is asked while it has not, silence is no reason to send requests elsewhere: every replica hears the
 * same silence.
 * @throws Error that says what is not ready
 */
export async function checkHealth(
  keySources: readonly KeySource[],
  freshness: Freshness,
  whenStale: StalePolicy['mode'],
): Promise<void> {
  await Promise.all(keySources.map(async (source) => source.ready?.()));
  const { replayed, stale } = freshness.state();
  if (!replayed) throw new Error('security events are still being replayed');
  if (stale && whenStale !== 'introspect') {
    throw new Error('nothing heard of the revocation feed for longer than staleAfterMs');
  }
}
