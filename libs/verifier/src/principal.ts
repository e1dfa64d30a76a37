/**
 * Who calls: what a verified access token (RFC 9068) says. Frozen, and shared by every request that presents the same
 * token: copy it before you change anything.
 */
export interface Principal {
  readonly issuer: string;
  readonly sub: string;
  readonly clientId: string;
  /** The session (login) the token belongs to; absent for a client that speaks for itself. */
  readonly sid?: string;
  /** The token epoch that the token was minted under: the account's, or for a client the issuer's for all accounts. */
  readonly epoch?: number;
  readonly jti: string;
  readonly scopes: ReadonlySet<string>;
  readonly roles: readonly string[];
  /** Seconds since the epoch: when the person proved who they are. */
  readonly authTime?: number;
  readonly amr?: readonly string[];
  /** Seconds since the epoch. */
  readonly iat: number;
  /** Seconds since the epoch. */
  readonly exp: number;
  /** The key that signed the token. */
  readonly kid: string;
}

/** The part of a principal that revocation looks at. */
export type RevocationSubject = Pick<Principal, 'sub' | 'sid' | 'epoch' | 'kid'>;
