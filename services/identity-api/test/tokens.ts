import { AUDIENCES } from '@hallpass/contracts';
import { KeyRing } from '@hallpass/keys';
import { decodeJwt, decodeProtectedHeader, type JWTPayload } from 'jose';
import type { IdentityApp } from './identity-app.js';
import type { LoggedIn } from './people.js';

/** An identity-api access token with the claims of a real one, changed and signed by whichever of the real keys. */
export function forge(
  identity: IdentityApp,
  { token }: Pick<LoggedIn, 'token'>,
  { useCase = 'identity-api', typ = 'at+jwt', ...claims }: { useCase?: string; typ?: string } & JWTPayload,
): Promise<string> {
  const keys = identity.app.get(KeyRing, { strict: false });
  return keys.sign(useCase, typ, { ...decodeJwt(token), ...claims });
}

export function kidOf(token: string): string {
  return decodeProtectedHeader(token).kid!;
}

/** Exchanges a refresh token, for identity-api by default. */
export function refresh(identity: IdentityApp, refreshToken: string, parameters: Record<string, string> = {}) {
  return identity.form('/oauth/token', { grant_type: 'refresh_token', refresh_token: refreshToken, ...parameters });
}

/** Whether IdentityAPI accepts the token. */
export async function accepts(identity: IdentityApp, token: string): Promise<boolean> {
  const { status, body } = await identity.get('/v1/me', { token });
  if (status === 200) return true;
  expect({ status, code: body.code }).toEqual({ status: 401, code: 'invalid_token' });
  return false;
}

export const INVALID_GRANT = { status: 400, body: { error: 'invalid_grant' } };
export const INVALID_TOKEN = { status: 401, body: { code: 'invalid_token' } };
export const INVALID_CLIENT = { status: 401, body: { error: 'invalid_client' } };
export { AUDIENCES };

/** Ways to write a token that a forgiving decoder reads as the same octets. */
export function otherSpellings(token: string): string[] {
  const [header, payload, signature = ''] = token.split('.');
  const end = signature.slice(-1);
  const nextEnd = String.fromCharCode(end.charCodeAt(0) + 1);
  const spelled = [
    `${signature}=`,
    `${signature}==`,
    ` ${signature}`,
    `${signature}\n`,
    signature.slice(0, -1) + nextEnd,
  ];
  return spelled.map((other) => `${header}.${payload}.${other}`);
}
