/** One kind of refusal: what a client branches on is `code`, which never changes its meaning. */
export interface AuthErrorDefinition {
  readonly code: string;
  readonly status: 400 | 401 | 403 | 503;
  readonly title: string;
  /** The default `detail`: what the caller can do about it. */
  readonly detail: string;
}

/**
 * Every error this library answers with. 400, 401 and 403 carry a `WWW-Authenticate` challenge (RFC 6750 section 3);
 * the 503s are never the token's fault, carry `Retry-After`, and are worth repeating.
 */
export const AUTH_ERRORS = {
  missingToken: {
    code: 'missing_token',
    status: 401,
    title: 'No access token',
    detail: 'Send an access token in the header "Authorization: Bearer <token>".',
  },
  invalidToken: {
    code: 'invalid_token',
    status: 401,
    title: 'The access token is not accepted',
    detail: 'Obtain a new access token and repeat the request.',
  },
  insufficientScope: {
    code: 'insufficient_scope',
    status: 403,
    title: 'The access token does not allow this',
    detail: 'Obtain an access token with the scope that this route needs.',
  },
  invalidRequest: {
    code: 'invalid_request',
    status: 400,
    title: 'The credentials are malformed',
    detail: 'Send exactly one "Authorization: Bearer <token>" header.',
  },
  credentialsUnreachable: {
    code: 'credentials_unreachable',
    status: 401,
    title: 'An access token can not be sent here',
    detail: 'This way of calling has no place for an access token beside the message. Call it over HTTP, NATS or gRPC.',
  },
  keySetUnavailable: {
    code: 'key_set_unavailable',
    status: 503,
    title: 'The key set of the issuer is not available',
    detail: 'The token could not be judged. Repeat the request in a moment.',
  },
  revocationStateStale: {
    code: 'revocation_state_stale',
    status: 503,
    title: 'Revocations are not up to date',
    detail: 'Whether the session still lives could not be told. Repeat the request in a moment.',
  },
  tokenStatusUnavailable: {
    code: 'token_status_unavailable',
    status: 503,
    title: 'The issuer could not be asked about the token',
    detail: 'Whether the session still lives could not be told. Repeat the request in a moment.',
  },
} as const satisfies Record<string, AuthErrorDefinition>;
export type AuthErrorName = keyof typeof AUTH_ERRORS;
export type AuthErrorCode = (typeof AUTH_ERRORS)[AuthErrorName]['code'];

/** The body of a response that answers with an {@link AuthError} (RFC 9457). */
export interface AuthProblem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly code: AuthErrorCode;
  readonly detail: string;
}

const codes = Object.values(AUTH_ERRORS).map(({ code }) => code);

/** Every {@link AuthErrorReason}. */
export const AUTH_ERROR_REASONS = [
  /** The codes are reasons too. `invalid_token`: refused by code outside this library that gives no reason. */
  ...codes,
  /** Not a JWT in its one canonical spelling, or longer than what is read. */
  'malformed',
  /** Another `typ`. */
  'type',
  /** A header parameter that is not accepted, or that is missing. */
  'header',
  'algorithm',
  'unknown_key',
  'signature',
  /** A claim that is missing or of the wrong type. */
  'claims',
  'issuer',
  'audience',
  'expired',
  /** `nbf` or `iat` lies in the future. */
  'not_yet_valid',
  /** It lives longer than its revocation would be remembered, or ends before it begins. */
  'lifetime',
  /** Bound to a key, and sent as a bearer token. */
  'bound',
  'account_revoked',
  'session_revoked',
  'key_withdrawn',
  'all_tokens_revoked',
  /** The issuer was asked, and says so. */
  'inactive',
] as const;

/**
 * Why a token was refused or could not be judged, more exactly than `code` says. For programs, logs and metrics; it is never
 * sent, since it would tell a stranger how far a forged token got.
 */
export type AuthErrorReason = (typeof AUTH_ERROR_REASONS)[number];

export interface AuthErrorOptions extends ErrorOptions {
  /** Default: the same as `code`. */
  readonly reason?: AuthErrorReason;
}

/**
 * The base of every refusal of this library.
 *
 * @example
 * catch (error) { if (error instanceof AuthError && error.reason === 'expired') … }
 */
export class AuthError extends Error {
  readonly code: AuthErrorCode;
  /** Of an HTTP response that answers with it. */
  readonly status: AuthErrorDefinition['status'];
  readonly reason: AuthErrorReason;
  private readonly title: string;

  /** @param detail replaces the default one; public, so never a secret and never an echo of the token. */
  constructor(name: AuthErrorName, detail?: string, { reason, ...options }: AuthErrorOptions = {}) {
    const { code, status, title, detail: defaultDetail } = AUTH_ERRORS[name];
    super(detail ?? defaultDetail, options);
    this.name = new.target.name;
    this.code = code;
    this.status = status;
    this.title = title;
    this.reason = reason ?? code;
  }

  /** All that may be sent of it: the body of a response (RFC 9457). */
  get problem(): AuthProblem {
    const { title, status, code, message: detail } = this;
    return { type: 'about:blank', title, status, code, detail };
  }
}

/** 401 `missing_token`: no bearer token in the request. */
export class MissingTokenError extends AuthError {
  constructor() {
    super('missingToken');
  }
}

/** 401 `invalid_token` (RFC 6750 section 3.1): malformed, expired, revoked, or not meant for this resource server; `reason` tells. */
export class InvalidTokenError extends AuthError {
  constructor(detail?: string, options?: AuthErrorOptions) {
    super('invalidToken', detail, options);
  }
}

/** 401 `invalid_token`: signed by a key that the key set doesn't have, or doesn't have yet. */
export class UnknownKeyError extends InvalidTokenError {
  constructor(readonly kid: string) {
    super('The token is signed by a key that the issuer does not publish.', { reason: 'unknown_key' });
  }
}

/** 401 `invalid_token`: its `nbf` or `iat` lies further in the future than clocks may differ. */
export class NotYetValidError extends InvalidTokenError {
  /**
   * @param claim the claim that lies in the future
   * @param aheadSeconds by how much, by this process' clock. With `iat` that is how far the issuer's clock is ahead, at least
   */
  constructor(
    readonly claim: 'nbf' | 'iat',
    readonly aheadSeconds: number,
  ) {
    super(claim === 'nbf' ? 'The token is not valid yet.' : 'The token was issued in the future.', {
      reason: 'not_yet_valid',
    });
  }
}

/** 403 `insufficient_scope` (RFC 6750 section 3.1). */
export class InsufficientScopeError extends AuthError {
  /**
   * @param required the scopes that the route needs, as the challenge names them
   * @param match whether it needs all of them, or any one
   */
  constructor(
    readonly required: readonly string[],
    match: 'all' | 'any' = 'all',
  ) {
    super('insufficientScope', match === 'all' || required.length < 2 ? allOf(required) : oneOf(required));
  }
}

function allOf(scopes: readonly string[]): string {
  return `This needs the scope "${scopes.join(' ')}".`;
}

function oneOf(scopes: readonly string[]): string {
  return `This needs one of the scopes ${scopes.slice(0, -1).join(', ')} or ${scopes.at(-1)}.`;
}

/** 400 `invalid_request` (RFC 6750 section 3.1): several or malformed credentials. */
export class InvalidRequestError extends AuthError {
  constructor(detail?: string) {
    super('invalidRequest', detail);
  }
}

/**
 * 401 `credentials_unreachable`: what is called needs a token, and the call is of a kind that has none beside its payload (TCP,
 * Redis and other transports without metadata, a GraphQL subscription, a context that this library doesn't know).
 */
export class CredentialsUnreachableError extends AuthError {
  constructor() {
    super('credentialsUnreachable');
  }
}

/** 503 `key_set_unavailable`: thrown by a `KeySource` that can't tell whether a key exists. */
export class KeySetUnavailableError extends AuthError {
  /** @param reason for the log (it becomes the `cause`), never sent */
  constructor(reason: string, options: ErrorOptions = {}) {
    super('keySetUnavailable', undefined, { cause: new Error(reason, options) });
  }
}

/** 503 `revocation_state_stale`: the feed is silent and the policy says to refuse. */
export class RevocationStateStaleError extends AuthError {
  constructor() {
    super('revocationStateStale');
  }
}

/** 503 `token_status_unavailable`: thrown by a `TokenStatus` that could not ask. */
export class TokenStatusUnavailableError extends AuthError {
  /** @param reason for the log (it becomes the `cause`), never sent */
  constructor(reason: string, options: ErrorOptions = {}) {
    super('tokenStatusUnavailable', undefined, { cause: new Error(reason, options) });
  }
}
