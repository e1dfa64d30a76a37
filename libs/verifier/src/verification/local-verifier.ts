import { systemClock, type Clock } from '../clock.js';
import type { KeySource } from '../key-sets/key-source.js';
import { ALGORITHMS, type Algorithm } from '../key-sets/key-source.js';
import type { Principal } from '../principal.js';
import { RevocationState } from '../revocation/revocation-state.js';
import { readClaims } from './claims.js';
import { checkLifetime } from './lifetime.js';
import { checkNotRevoked } from './not-revoked.js';
import { checkAudience, checkIssuer } from '../signed-token/parties.js';
import { checkPossession } from './possession.js';
import { principalOf } from './principal-of.js';
import { MAX_TOKEN_LENGTH, verifySigned } from '../signed-token/verify-signed.js';

/** The `typ` of access tokens (RFC 9068 section 2.1). */
export const ACCESS_TOKEN_TYP = 'at+jwt';

export interface LocalVerifierOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly keySource: KeySource;
  /** Default: ES256, EdDSA and PS256. */
  readonly algorithms?: readonly Algorithm[];
  /** Default 5. */
  readonly clockToleranceSeconds?: number;
  /** Longest accepted `exp - iat`; no bound when absent. */
  readonly maxTokenLifetimeSeconds?: number | undefined;
  /** Characters. Default 8192. */
  readonly maxTokenLength?: number;
  /** Default: one that is empty. */
  readonly revocations?: RevocationState;
  readonly clock?: Clock;
}

/**
 * Verifies JWT access tokens (RFC 9068 section 4) by themselves: one step of what {@link createVerifier} makes. It
 * keeps nothing and does not know whether the revocation state is up to date: what caches its answers must look at the state
 * again in the tick in which it does.
 *
 * @example
 * const verifier = new LocalVerifier({ issuer, audience, keySource });
 * const principal = await verifier.verify(token);
 */
export class LocalVerifier {
  private readonly options: Required<Omit<LocalVerifierOptions, 'maxTokenLifetimeSeconds'>>;
  private readonly maxLifetimeSeconds: number | undefined;

  constructor({ maxTokenLifetimeSeconds, ...options }: LocalVerifierOptions) {
    this.maxLifetimeSeconds = maxTokenLifetimeSeconds;
    this.options = {
      algorithms: ALGORITHMS,
      clockToleranceSeconds: 5,
      maxTokenLength: MAX_TOKEN_LENGTH,
      revocations: new RevocationState(),
      clock: systemClock,
      ...options,
    };
  }

  /**
   * @throws InvalidTokenError when the token is not accepted
   * @throws KeySetUnavailableError when it can't be judged
   */
  async verify(token: string): Promise<Principal> {
    const { issuer, audience, maxTokenLength: maxLength, clockToleranceSeconds, revocations, clock } = this.options;
    const { keySource, algorithms } = this.options;

    const { kid, claims: verified } = await verifySigned(token, {
      typ: ACCESS_TOKEN_TYP,
      keySource,
      algorithms,
      maxLength,
    });
    const claims = readClaims(verified);
    checkIssuer(claims.iss, issuer);
    checkAudience(claims.aud, audience);
    checkLifetime(claims, clock.now() / 1000, {
      toleranceSeconds: clockToleranceSeconds,
      maxLifetimeSeconds: this.maxLifetimeSeconds,
    });
    checkPossession(claims);
    const principal = principalOf(claims, kid);
    checkNotRevoked(principal, revocations);
    return principal;
  }
}
