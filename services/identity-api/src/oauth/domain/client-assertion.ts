import type { JWTPayload } from 'jose';

/** RFC 7523 section 2.2. */
export const CLIENT_ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Seconds an assertion may be valid for, from now and from when it was made. */
export const MAX_ASSERTION_SECONDS = 300;
const MAX_JTI_LENGTH = 256;

/** RFC 7523 asks for no type; where one is given it must be that of an assertion, so no other token passes for one. */
export const ASSERTION_TYPES: readonly (string | undefined)[] = ['client-authentication+jwt', 'jwt', undefined];

export interface AssertionRules {
  /** What the assertion may be addressed to: the issuer or the endpoint (RFC 7523 section 3, rule 3). */
  readonly audiences: readonly string[];
  /** Seconds. */
  readonly now: number;
  /** Seconds. */
  readonly leeway: number;
}

/** A client assertion whose signature has been verified and that keeps every rule. */
export interface ClientAssertion {
  readonly jti: string;
  /** Seconds. */
  readonly exp: number;
}

/** The rules of RFC 7523 section 3 beyond the signature; undefined when one is broken. */
export function checkAssertion(
  claims: JWTPayload,
  clientId: string,
  rules: AssertionRules,
): ClientAssertion | undefined {
  const { iss, sub, aud, jti, exp, iat, nbf } = claims;
  const { audiences, now, leeway } = rules;
  if (iss !== clientId || sub !== clientId) return undefined;
  if (!isAddressedTo(aud, audiences)) return undefined;
  if (typeof jti !== 'string' || jti === '' || jti.length > MAX_JTI_LENGTH) return undefined;
  if (!isTime(exp) || exp <= now - leeway || exp > now + MAX_ASSERTION_SECONDS + leeway) return undefined;
  if (iat !== undefined && (!isTime(iat) || iat > now + leeway || exp - iat > MAX_ASSERTION_SECONDS)) return undefined;
  if (nbf !== undefined && (!isTime(nbf) || nbf > now + leeway)) return undefined;
  return { jti, exp };
}

/** Exactly one audience: an assertion that is good at two servers could be replayed at the other. */
function isAddressedTo(aud: unknown, audiences: readonly string[]): boolean {
  const [only, ...others] = Array.isArray(aud) ? aud : [aud];
  return others.length === 0 && typeof only === 'string' && audiences.includes(only);
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
