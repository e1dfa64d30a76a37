import { InvalidTokenError } from '../errors.js';

/** What the last character of a base64url part may be, by the length of the part modulo 4: its unused bits are zero. */
const CANONICAL_END: readonly (RegExp | undefined)[] = [/./, undefined, /[AQgw]/, /[AEIMQUYcgkosw048]/];

/**
 * Step 1. Bounds before anything is decoded: size, and the compact serialization's own characters (RFC 8725, successor:
 * anything outside base64url and dots is refused). A nested or encrypted token has another number of parts. Each part is
 * canonical (RFC 4648 section 3.5), so that nobody can spell one token in several ways.
 */
export function checkForm(token: string, maxLength: number): void {
  if (token.length > maxLength)
    throw new InvalidTokenError(`The access token is longer than ${maxLength} characters.`, { reason: 'malformed' });
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token))
    throw new InvalidTokenError('The access token is not a signed JWT.', { reason: 'malformed' });
  if (!token.split('.').every(isCanonical))
    throw new InvalidTokenError('The token is not canonical base64url.', { reason: 'malformed' });
}

function isCanonical(part: string): boolean {
  return CANONICAL_END[part.length % 4]?.test(part.charAt(part.length - 1)) ?? false;
}
