/** What is out of order at this moment, as far as it changes what may be expected. */
export class Conditions {
  /** A replica of IdentityAPI does not reach the broker, while verifiers may hear it. Until the system has recovered. */
  issuerCutOff = false;
  /** Verifiers do not reach the broker, while a replica of IdentityAPI may. Until the system has recovered. */
  verifiersCutOff = false;
  /** When the last fault was over, and the system ready again (`performance.now()`). */
  recoveredAt = 0;
}
