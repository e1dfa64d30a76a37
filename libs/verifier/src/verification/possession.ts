import { InvalidTokenError } from '../errors.js';
import type { AccessTokenClaims } from './claims.js';

/** Step 9. A token bound to a key (RFC 7800 `cnf`) is worth nothing without the proof, which a bearer does not send. */
export function checkPossession({ cnf }: AccessTokenClaims): void {
  if (cnf !== undefined)
    throw new InvalidTokenError('The token is bound to a key and not accepted as a bearer token.', { reason: 'bound' });
}
