import type { Principal } from '../principal.js';
import type { AccessTokenClaims } from './claims.js';

/** The last step: what the application gets to see. Frozen, because it is shared by every request with the same token. */
export function principalOf(claims: AccessTokenClaims, kid: string): Principal {
  const { iss, sub, client_id: clientId, jti, iat, exp, sid, epoch, auth_time: authTime, amr } = claims;
  return Object.freeze({
    issuer: iss,
    sub,
    clientId,
    jti,
    iat,
    exp,
    kid,
    scopes: new Set(claims.scope?.split(' ').filter((scope) => scope !== '')),
    roles: Object.freeze([...(claims.roles ?? [])]),
    ...(sid === undefined ? {} : { sid }),
    ...(epoch === undefined ? {} : { epoch }),
    ...(authTime === undefined ? {} : { authTime }),
    ...(amr === undefined ? {} : { amr: Object.freeze([...amr]) }),
  });
}
