import type { KeyRing } from '@hallpass/keys';
import { decodeProtectedHeader, errors, jwtVerify, type JWTPayload } from 'jose';

export interface ExpectedToken {
  readonly useCase: string;
  readonly typ: string;
  readonly audience: string;
  readonly issuer: string;
  /** Milliseconds. */
  readonly now: number;
  /** Seconds that clocks may differ by; none unless told. */
  readonly leeway?: number;
}

const MAX_LENGTH = 8192;

/**
 * The claims of a token that this issuer signed for exactly this use, or undefined: whatever is wrong with it is nobody's
 * business.
 */
export async function verifyOwnToken(
  keys: KeyRing,
  token: string,
  { useCase, typ, audience, issuer, now, leeway = 0 }: ExpectedToken,
): Promise<JWTPayload | undefined> {
  if (token.length > MAX_LENGTH) return undefined;
  try {
    const { kid = '', typ: presented } = decodeProtectedHeader(token);
    const key = keys.verificationKey(useCase, kid);
    if (key === undefined || presented !== typ) return undefined;
    const { payload } = await jwtVerify(token, key.key, {
      algorithms: [key.alg],
      typ,
      audience,
      issuer,
      currentDate: new Date(now),
      clockTolerance: leeway,
      requiredClaims: ['sub', 'jti', 'iat', 'exp'],
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined;
    throw error;
  }
}
