import type { Principal, Verifier } from '@hallpass/verifier';
import { toException } from '../refusal/auth.exception.js';

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
  constructor(private readonly verifier: Pick<Verifier, 'verify'>) {}

  /**
   * @param token the token itself, without `Bearer `
   * @throws AuthException when the token is not accepted, or can't be judged
   */
  async verify(token: string): Promise<Principal> {
    try {
      return await this.verifier.verify(token);
    } catch (error) {
      throw toException(error);
    }
  }
}
