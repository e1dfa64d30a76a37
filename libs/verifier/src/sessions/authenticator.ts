import { AuthError, NotYetValidError } from '../errors.js';
import type { ClockSkew } from '../issuer-clock/clock-skew.js';
import type { Principal } from '../principal.js';
import type { Freshness } from '../revocation/freshness.js';
import type { RevocationState } from '../revocation/revocation-state.js';
import type { StaleRule } from '../revocation/stale-policies.js';
import type { Refusals } from './refusals.js';
import type { SessionCache } from './session-cache.js';
import { checkNotRevoked } from '../verification/not-revoked.js';
import type { LocalVerifier } from '../verification/local-verifier.js';

/** What a request with a token goes through: cache, verifier, revocation state, and the policy where that is stale. */
export class Authenticator {
  constructor(
    private readonly cache: SessionCache,
    private readonly verifier: LocalVerifier,
    private readonly state: RevocationState,
    private readonly freshness: Freshness,
    private readonly stale: StaleRule,
    private readonly refusals: Refusals,
    private readonly skew: Pick<ClockSkew, 'tokenFromTheFuture'>,
  ) {}

  /**
   * The hot path: answers only where nothing else has to be asked. Allocates nothing, for which each of the two reads the clock
   * itself: V8 makes an object of a number that is handed from one function to another.
   */
  known(authorization: string): Principal | undefined {
    return this.freshness.isFresh() ? this.cache.get(authorization) : undefined;
  }

  /**
   * The whole judgement, for what {@link known} has not answered. While the state is fresh, that has counted the look-up.
   *
   * @param authorization the exact header value, the key of the cache; only the form `Bearer <token>` is cached
   * @throws AuthError
   */
  async authenticate(authorization: string, token: string): Promise<Principal> {
    try {
      return await this.judge(authorization, token);
    } catch (error) {
      // Its signature has been verified by then. A token may be meant for later (`nbf`), but is not issued later.
      if (error instanceof NotYetValidError && error.claim === 'iat')
        this.skew.tokenFromTheFuture(error.aheadSeconds * 1000);
      if (error instanceof AuthError) this.refusals.count(error);
      throw error;
    }
  }

  private async judge(authorization: string, token: string): Promise<Principal> {
    const held = this.freshness.isFresh() ? this.cache.peek(authorization) : this.cache.get(authorization);
    const principal = held ?? (await this.verify(authorization, token));
    if (this.freshness.isFresh()) return principal;
    await this.stale.check(token);
    checkNotRevoked(principal, this.state);
    return principal;
  }

  private async verify(authorization: string, token: string): Promise<Principal> {
    const principal = await this.verifier.verify(token);
    // From here on in one tick: an event that came while the token was being verified found nothing to evict.
    checkNotRevoked(principal, this.state);
    // One entry for each token: in any case and with any number of spaces, one token could push out all the others.
    if (authorization === `Bearer ${token}`) this.cache.set(authorization, principal);
    return principal;
  }
}
