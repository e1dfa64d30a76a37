import { InvalidTokenError } from '../errors.js';

/** The claims of an access token by RFC 9068 section 2.2, with their types checked. Times are in seconds. */
export interface AccessTokenClaims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: string | readonly string[];
  readonly client_id: string;
  readonly jti: string;
  readonly iat: number;
  readonly exp: number;
  readonly nbf?: number;
  readonly scope?: string;
  readonly roles?: readonly string[];
  readonly sid?: string;
  readonly epoch?: number;
  readonly auth_time?: number;
  readonly amr?: readonly string[];
  readonly cnf?: unknown;
}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string' && value !== '';
const isString: Check = (value) => typeof value === 'string';
const isTexts: Check = (value) => Array.isArray(value) && value.every(isString);
const isTime: Check = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;

const REQUIRED: readonly (readonly [name: string, check: Check])[] = [
  ['iss', isText],
  ['sub', isText],
  ['aud', (value) => isText(value) || isTexts(value)],
  ['client_id', isText],
  ['jti', isText],
  ['iat', isTime],
  ['exp', isTime],
];
const OPTIONAL: typeof REQUIRED = [
  ['nbf', isTime],
  ['scope', isString],
  ['roles', isTexts],
  ['sid', isText],
  ['epoch', isCount],
  ['auth_time', isTime],
  ['amr', isTexts],
];

/** Step 5. Every claim that RFC 9068 section 2.2 requires is there, and what is there has its type. */
export function readClaims(claims: Readonly<Record<string, unknown>>): AccessTokenClaims {
  for (const [name, check] of REQUIRED) {
    if (!check(claims[name]))
      throw new InvalidTokenError(`The claim "${name}" is missing or malformed.`, { reason: 'claims' });
  }
  for (const [name, check] of OPTIONAL) {
    if (claims[name] !== undefined && !check(claims[name])) {
      throw new InvalidTokenError(`The claim "${name}" is malformed.`, { reason: 'claims' });
    }
  }
  return claims as unknown as AccessTokenClaims;
}
