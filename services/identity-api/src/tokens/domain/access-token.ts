import type { Resource, Role } from '@hallpass/contracts';
import type { JWTPayload } from 'jose';

/** An account as minting needs it. Only true while the lock it was read under is held. */
export interface MintingAccount {
  readonly id: string;
  readonly status: string;
  readonly roles: readonly Role[];
  readonly tokenEpoch: number;
  readonly passwordChangedAt: Date;
}

/** The login that a token is minted for. */
export interface MintingSession {
  readonly id: string;
  readonly clientId: string;
  readonly amr: readonly string[];
  readonly authenticatedAt: Date;
  readonly expiresAt: Date;
}

/** What is common to every access token. Times are in seconds. */
export interface TokenFrame {
  readonly issuer: string;
  readonly resource: Resource;
  readonly scopes: readonly string[];
  readonly jti: string;
  readonly iat: number;
  readonly lifetimeSeconds: number;
}

/** A signed access token, with what the token response says about it. */
export interface AccessToken {
  readonly token: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly scope: string;
}

export interface AccessTokenClaims extends JWTPayload {
  readonly iat: number;
  readonly exp: number;
}

/** The claims of a person's access token (RFC 9068 section 2.2). No personal data; never outlives the session. */
export function personClaims(frame: TokenFrame, account: MintingAccount, session: MintingSession): AccessTokenClaims {
  const claims = frameClaims(frame);
  return {
    ...claims,
    exp: Math.min(claims.exp, Math.floor(session.expiresAt.getTime() / 1000)),
    sub: account.id,
    client_id: session.clientId,
    sid: session.id,
    epoch: account.tokenEpoch,
    roles: [...account.roles],
    auth_time: Math.floor(session.authenticatedAt.getTime() / 1000),
    amr: [...session.amr],
  };
}

/**
 * The claims of an access token for a client that speaks for itself: `sub` is the client (RFC 9068 section 2.2).
 * @param epoch the floor under the epochs of all accounts, where there is one: what ends everybody's tokens ends this one
 */
export function clientClaims(frame: TokenFrame, clientId: string, epoch?: number): AccessTokenClaims {
  return { ...frameClaims(frame), sub: clientId, client_id: clientId, ...(epoch !== undefined && { epoch }) };
}

function frameClaims({ issuer, resource, scopes, jti, iat, lifetimeSeconds }: TokenFrame) {
  return { iss: issuer, aud: resource, iat, nbf: iat, exp: iat + lifetimeSeconds, jti, scope: scopes.join(' ') };
}
