import { InvalidTokenError, NotYetValidError } from '../errors.js';
import type { AccessTokenClaims } from './claims.js';

/** All in seconds. */
export interface LifetimeRules {
  readonly toleranceSeconds: number;
  /** Longest `exp - iat`; undefined where nothing is revoked, so that nothing has to outlive the token. */
  readonly maxLifetimeSeconds: number | undefined;
}

/** Step 8. `exp`, `nbf` and `iat` against the clock, with a small leeway (RFC 9068 section 4). */
export function checkLifetime(claims: AccessTokenClaims, nowSeconds: number, rules: LifetimeRules): void {
  const { iat, exp, nbf } = claims;
  const { toleranceSeconds, maxLifetimeSeconds } = rules;
  if (nowSeconds >= exp + toleranceSeconds)
    throw new InvalidTokenError('The token has expired.', { reason: 'expired' });
  if (nbf !== undefined && nbf > nowSeconds + toleranceSeconds) {
    throw new NotYetValidError('nbf', nbf - nowSeconds);
  }
  if (iat > nowSeconds + toleranceSeconds) throw new NotYetValidError('iat', iat - nowSeconds);
  if (exp <= iat) throw new InvalidTokenError('The token expires before it was issued.', { reason: 'lifetime' });
  if (maxLifetimeSeconds !== undefined && exp - iat > maxLifetimeSeconds) {
    throw new InvalidTokenError('The token lives longer than its revocation would be remembered.', {
      reason: 'lifetime',
    });
  }
}
