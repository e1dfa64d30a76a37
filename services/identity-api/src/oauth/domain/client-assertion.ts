import type { JWTPayload } from 'jose';
import { invalidClient } from './oauth.problems.js';

/** RFC 7523 section 2.2. */
export const CLIENT_ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Seconds an assertion may be valid for, from now and from when it was made. The metadata of the issuer names it. */
export const MAX_ASSERTION_SECONDS = 3600;
const MAX_JTI_LENGTH = 256;

/** RFC 7523 asks for no type; where one is given it must be that of an assertion, so no other token passes for one. */
export const ASSERTION_TYPES: readonly (string | undefined)[] = ['client-authentication+jwt', 'jwt', undefined];

export interface AssertionRules {
  /** What the assertion may be addressed to: the issuer first, then its endpoints (RFC 7523 section 3, rule 3). */
  readonly audiences: readonly [string, ...string[]];
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

/**
 * The rules of RFC 7523 section 3 beyond the signature.
 *
 * @throws ProblemError `invalid_client` that names the claim and the rule
 */
export function checkAssertion(claims: JWTPayload, clientId: string, rules: AssertionRules): ClientAssertion {
  if (claims.iss !== clientId || claims.sub !== clientId) {
    throw invalidClient({ detail: 'The claims "iss" and "sub" of the client assertion must both be the client_id.' });
  }
  checkAudience(claims.aud, rules.audiences);
  const { jti } = claims as { jti?: unknown };
  if (typeof jti !== 'string' || jti === '' || jti.length > MAX_JTI_LENGTH) {
    throw invalidClient({ detail: `The client assertion needs a "jti" of 1 to ${MAX_JTI_LENGTH} characters.` });
  }
  return { jti, exp: checkTimes(claims, rules) };
}

/** Nobody but this issuer: an assertion that is good at two servers could be replayed at the other. */
function checkAudience(aud: unknown, [issuer, ...endpoints]: AssertionRules['audiences']): void {
  const named: unknown[] = [aud].flat();
  const isOurs = (one: unknown) => one === issuer || endpoints.some((endpoint) => one === endpoint);
  if (named.length > 0 && named.every(isOurs)) return;
  throw invalidClient({
    detail: `Address the client assertion ("aud") to the issuer, ${issuer}, or to its endpoint, and to nobody else.`,
  });
}

function checkTimes({ exp, iat, nbf }: JWTPayload, { now, leeway }: AssertionRules): number {
  const times = { exp, iat: iat ?? now, nbf: nbf ?? now };
  const malformed = Object.entries(times).find(([, value]) => !isTime(value));
  if (malformed !== undefined) {
    throw invalidClient({ detail: `The claim "${malformed[0]}" of the client assertion is not a time in seconds.` });
  }
  const end = exp as number;
  if (end <= now - leeway) throw invalidClient({ detail: 'The client assertion has expired ("exp").' });
  if (times.iat > now + leeway || times.nbf > now + leeway) {
    throw invalidClient({
      detail: 'The client assertion is not valid yet ("iat", "nbf"): set the clock of the client.',
    });
  }
  if (end > now + MAX_ASSERTION_SECONDS + leeway || end - times.iat > MAX_ASSERTION_SECONDS + leeway) {
    throw invalidClient({
      detail: `A client assertion may live for at most ${MAX_ASSERTION_SECONDS} seconds ("exp").`,
    });
  }
  return end;
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
