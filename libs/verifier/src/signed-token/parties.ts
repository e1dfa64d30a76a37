import { InvalidTokenError } from '../errors.js';

/** Step 6. The issuer, compared exactly (RFC 9068 section 4, RFC 8725 section 3.8). */
export function checkIssuer(iss: unknown, issuer: string): void {
  if (iss !== issuer) throw new InvalidTokenError('The token comes from another issuer.', { reason: 'issuer' });
}

/** Step 7. The audience is this resource server, alone or among others (RFC 8725 section 3.9). */
export function checkAudience(aud: unknown, audience: string): void {
  const meant = Array.isArray(aud) ? aud.includes(audience) : aud === audience;
  if (!meant) throw new InvalidTokenError('The token is meant for another audience.', { reason: 'audience' });
}
