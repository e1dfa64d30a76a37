import { InvalidTokenError, verifySigned, type SignedToken } from '@hallpass/verifier';
import type { KeyRing } from '@hallpass/keys';
import { z } from 'zod';

export interface ExpectedToken {
  readonly useCase: string;
  readonly typ: string;
  /** Of which the token must have one. */
  readonly audiences: readonly string[];
  readonly issuer: string;
  /** Milliseconds. */
  readonly now: number;
  /** Seconds that clocks may differ by; none by default. */
  readonly leeway?: number;
}

const requiredClaims = z.looseObject({
  sub: z.string().min(1),
  jti: z.string().min(1),
  iat: z.number(),
  exp: z.number(),
  nbf: z.number().optional(),
});

/** A token of this issuer: the key that signed it, and its claims. */
export interface OwnToken {
  readonly kid: string;
  readonly claims: z.infer<typeof requiredClaims>;
}

/**
 * What a token says that this issuer signed for exactly this use, or undefined: whatever is wrong with it is nobody's
 * business.
 */
export async function verifyOwnToken(
  keys: KeyRing,
  token: string,
  expected: ExpectedToken,
): Promise<OwnToken | undefined> {
  const signed = await signedByUs(keys, token, expected);
  const { success, data: claims } = requiredClaims.safeParse(signed?.claims);
  if (signed === undefined || !success) return undefined;
  const { audiences, issuer, now, leeway = 0 } = expected;
  if (claims['iss'] !== issuer || !audiences.some((audience) => [claims['aud']].flat().includes(audience)))
    return undefined;
  const seconds = Math.floor(now / 1000);
  if (claims.exp <= seconds - leeway || (claims.nbf ?? 0) > seconds + leeway) return undefined;
  return { kid: signed.kid, claims };
}

async function signedByUs(
  keys: KeyRing,
  token: string,
  { useCase, typ }: ExpectedToken,
): Promise<SignedToken | undefined> {
  const keySource = { getKey: async (kid: string) => keys.verificationKey(useCase, kid) };
  try {
    return await verifySigned(token, { typ, keySource });
  } catch (error) {
    if (error instanceof InvalidTokenError) return undefined;
    throw error;
  }
}
