import { InvalidTokenError } from '../errors.js';

/**
 * Step 1. Bounds before anything is decoded: size, and the compact serialization's own characters (RFC 8725, successor:
 * anything outside base64url and dots is refused). A nested or encrypted token has another number of parts.
 */
export function checkForm(token: string, maxLength: number): void {
  if (token.length > maxLength) throw new InvalidTokenError(`The access token is longer than ${maxLength} characters.`);
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) throw new InvalidTokenError('The access token is not a signed JWT.');
}
