import { base64url } from 'jose';
import { InvalidTokenError } from '../errors.js';
import { ALGORITHMS, type Algorithm, type KeySource, type VerificationKey } from '../key-sets/key-source.js';
import { checkForm } from './form.js';
import { readHeader } from './header.js';
import { decodeObject } from './json.js';
import { findKey, verifySignature } from './signature.js';

/** Characters. Longer tokens are refused unread, unless a verifier says otherwise. */
export const MAX_TOKEN_LENGTH = 8192;

/** What a signed token must be before its claims are worth reading. */
export interface SignedTokenRules {
  /** The accepted `typ`, in lower case, or several; `undefined` among them accepts a token that names none. */
  readonly typ: string | readonly (string | undefined)[];
  /** Where its key is looked up by `kid`. */
  readonly keySource: Pick<KeySource, 'getKey'>;
  /**
   * The key of a token without `kid`, by its algorithm. Without it such a token is refused: only a party that has one key for an
   * algorithm may leave it out (OpenID Connect Core section 10.1).
   */
  readonly onlyKey?: (alg: string) => Promise<VerificationKey | undefined>;
  /** Default: ES256, EdDSA and PS256. */
  readonly algorithms?: readonly Algorithm[];
  /** Characters. Default 8192. */
  readonly maxLength?: number;
}

/** What {@link verifySigned} has verified: the signature, and nothing about the claims. */
export interface SignedToken {
  readonly kid: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/**
 * Verifies the signature of a JWT in compact serialization (RFC 7515 section 5.2): canonical form, then header, key and
 * signature. Every signed token goes through it, whatever it is for; its claims are for the caller to check.
 *
 * @throws InvalidTokenError when the token is not accepted
 * @throws KeySetUnavailableError when it can't be judged
 * @example
 * const { claims } = await verifySigned(token, { typ: 'logout+jwt', keySource });
 */
export async function verifySigned(token: string, rules: SignedTokenRules): Promise<SignedToken> {
  const { typ, keySource, onlyKey, algorithms = ALGORITHMS, maxLength = MAX_TOKEN_LENGTH } = rules;
  checkForm(token, maxLength);
  const header = readHeader(token, { typ, algorithms, mayLackKid: onlyKey !== undefined });
  const key = await findKey({ keySource, onlyKey }, header);
  return { kid: key.kid, claims: await verifySignature(token, key) };
}

/**
 * The claims of a JWT whose signature has not been verified: only to choose the keys to verify it with.
 *
 * @throws InvalidTokenError when it is not a signed JWT
 */
export function unverifiedClaims(token: string): Readonly<Record<string, unknown>> {
  checkForm(token, MAX_TOKEN_LENGTH);
  try {
    return decodeObject(base64url.decode(token.split('.')[1] as string));
  } catch (cause) {
    throw new InvalidTokenError('The claims of the token are not readable.', { reason: 'malformed', cause });
  }
}
