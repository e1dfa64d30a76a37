import type { CryptoKey } from 'jose';
import type { ClockReading } from '../issuer-clock/clock-reading.js';

/** The signature algorithms this library verifies: asymmetric only (RFC 8725 section 3.2). */
export const ALGORITHMS = ['ES256', 'EdDSA', 'PS256'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** A public key with the one algorithm it is used with (RFC 8725 section 3.1: taken from the key, never from the token). */
export interface VerificationKey {
  readonly kid: string;
  readonly alg: string;
  readonly key: CryptoKey;
}

/**
 * Where verification keys come from. The default is {@link RemoteKeySource}; an issuer verifies with its own key ring.
 *
 * @example
 * const withdrawn = new Set<string>();
 * const keySource: KeySource = {
 *   getKey: async (kid) => (withdrawn.has(kid) ? undefined : keyRing.find(kid)),
 *   withdraw: (kid) => void withdrawn.add(kid),
 * };
 */
export interface KeySource {
  /**
   * The key of that id, or undefined where the issuer has no such key. Where several have it (RFC 7517 section 4.5), the one for
   * that algorithm.
   * @throws InvalidTokenError when the issuer has it for an algorithm only that is not accepted
   * @throws KeySetUnavailableError when that can't be told
   */
  getKey(kid: string, alg?: string): Promise<VerificationKey | undefined>;
  /** Drops a key at once and for the life of the process: no later fetch brings it back. */
  withdraw(kid: string): void;
  /** Resolves once keys are at hand. @throws KeySetUnavailableError */
  ready?(): Promise<void>;
  /** The issuer's clock, as of its last answer; undefined before the first. For operators: a difference is logged and measured. */
  issuerClock?(): ClockReading | undefined;
}
