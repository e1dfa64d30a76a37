import type { Verifier, VerifierMetrics } from '@hallpass/verifier';

/** The counters of the verifier in one place. */
export class AuthMetrics {
  constructor(private readonly verifier: Verifier) {}

  snapshot(): VerifierMetrics {
    return this.verifier.metrics();
  }
}
