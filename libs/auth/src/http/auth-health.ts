import type { KeySource } from '../key-sets/key-source.js';
import type { StalePolicy } from '../options.js';
import type { Freshness } from '../revocation/freshness.js';

/**
 * Whether tokens can be judged, in the shape that readiness checks take: keys are at hand, the kept security events have been
 * replayed, and the feed has been heard of. Where the issuer is asked while it has not, silence is no reason to send requests
 * elsewhere: every replica hears the same silence.
 */
export class AuthHealth {
  readonly name = 'auth';

  constructor(
    private readonly keySources: readonly KeySource[],
    private readonly freshness: Freshness,
    private readonly whenStale: StalePolicy['mode'],
  ) {}

  /** @throws Error that says what is not ready */
  async check(): Promise<void> {
    await Promise.all(this.keySources.map(async (source) => source.ready?.()));
    const { replayed, stale } = this.freshness.state();
    if (!replayed) throw new Error('security events are still being replayed');
    if (stale && this.whenStale !== 'introspect') {
      throw new Error('nothing heard of the revocation feed for longer than staleAfterMs');
    }
  }
}
