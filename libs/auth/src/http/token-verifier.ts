import type { Principal } from '../principal.js';
import type { Authenticator } from './authenticator.js';

/**
 * The judgement of the guard, for tokens that come by another way: session cache, verification, revocation state, and the
 * policy for a stale state. A provider of {@link AuthModule}; there is nothing to inject that judges less.
 *
 * @example
 * constructor(private readonly verifier: TokenVerifier) {}
 * const principal = await this.verifier.verify(token);
 */
export class TokenVerifier {
  /** @internal */
  constructor(private readonly authenticator: Pick<Authenticator, 'known' | 'authenticate'>) {}

  /**
   * @param token the token itself, without `Bearer `
   * @throws InvalidTokenError when the token is not accepted
   * @throws KeySetUnavailableError, RevocationStateStaleError, TokenStatusUnavailableError when it can't be judged
   */
  async verify(token: string): Promise<Principal> {
    const authorization = `Bearer ${token}`;
    return this.authenticator.known(authorization) ?? this.authenticator.authenticate(authorization, token);
  }
}
