import type { Gauges, ReadinessIndicator } from '@hallpass/ports';
import type { KeyRing } from './key-ring.js';

/**
 * What an operator sees of a key ring: a replica is ready while it can use the active key of each of its key sets, and
 * `sealed_under_older_keys` says whether older key-encryption keys are still needed.
 */
export class KeyRingMonitoring implements ReadinessIndicator {
  readonly name = 'keys';

  constructor(
    private readonly keyRing: KeyRing,
    gauges: Gauges,
  ) {
    gauges.gauge(
      'sealed_under_older_keys',
      'What is sealed under key-encryption keys after the one that seals: they are needed until it is 0',
      () => keyRing.sealedUnderOlderKeys(),
    );
  }

  /** Rejects while this replica can't sign, or open what is sealed for it; says why. */
  async check(): Promise<void> {
    const reasons = this.keyRing.unusable();
    if (reasons.length > 0) throw new Error(reasons.join('; '));
  }
}
