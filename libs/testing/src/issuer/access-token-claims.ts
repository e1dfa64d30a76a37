import { randomUUID } from 'node:crypto';
import { FIRST_PARTY_CLIENT } from '@hallpass/contracts';
import type { JWTPayload } from 'jose';

/** The claims of an access token (RFC 9068 section 2.2) of a customer who logged in just now. */
export function accessTokenClaims(issuer: string, nowSeconds: number, lifetimeSeconds: number): JWTPayload {
  return {
    iss: issuer,
    sub: randomUUID(),
    client_id: FIRST_PARTY_CLIENT,
    iat: nowSeconds,
    nbf: nowSeconds,
    exp: nowSeconds + lifetimeSeconds,
    jti: randomUUID(),
    scope: '',
    sid: randomUUID(),
    epoch: 0,
    roles: ['customer'],
    auth_time: nowSeconds,
    amr: ['pwd'],
  };
}

/** Without the members that are undefined. */
export function compact<T extends object>(members: T): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;
}
