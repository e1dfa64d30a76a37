import { InvalidRequestError, InvalidTokenError, MissingTokenError } from '@hallpass/verifier';
import { ExtractJwt } from 'passport-jwt';

/** What Express' and Fastify's requests have in common, as far as credentials go. */
export interface HttpRequest {
  readonly headers: { readonly authorization?: string | undefined };
  /** Node's request where the framework wraps it. */
  readonly raw?: { readonly rawHeaders: readonly string[] };
  readonly rawHeaders?: readonly string[];
}

const extractBearer = ExtractJwt.fromAuthHeaderAsBearerToken();
/**
 * RFC 6750 section 2.1, with any word for the token: one that is no base64url is a malformed token, not a malformed request.
 * Matched before passport-jwt looks, whose own expression takes quadratic time on a hostile header.
 */
const BEARER_CREDENTIALS = /^bearer +[^\s,]+$/i;
const SCHEME_LENGTH = 'Bearer '.length;

/**
 * Whether the request carries more than one `Authorization` header. Node keeps the first and drops the rest, while a proxy in
 * front may have looked at another, so that `headers.authorization` can't tell.
 */
export function hasSeveralAuthorizations({ raw, rawHeaders = raw?.rawHeaders ?? [] }: HttpRequest): boolean {
  let found = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (isAuthorization(rawHeaders[i] as string)) found++;
  }
  return found > 1;
}

function isAuthorization(name: string): boolean {
  if (name.length !== 13) return false;
  const first = name.charCodeAt(0) | 0x20;
  return (
    first === 0x61 && (name === 'authorization' || name === 'Authorization' || name.toLowerCase() === 'authorization')
  );
}

/**
 * The bearer token of the request (RFC 6750 section 2.1: from the header, never from the body or the query).
 * @throws MissingTokenError, InvalidRequestError, InvalidTokenError
 */
export function bearerToken(request: HttpRequest, maxTokenLength: number): string {
  const { authorization } = request.headers;
  if (authorization === undefined || !/^bearer( |$)/i.test(authorization)) throw new MissingTokenError();
  if (authorization.length > maxTokenLength + SCHEME_LENGTH) {
    throw new InvalidTokenError(`The access token is longer than ${maxTokenLength} characters.`, {
      reason: 'malformed',
    });
  }
  const token = BEARER_CREDENTIALS.test(authorization) ? extractBearer(request as never) : null;
  if (token === null) throw new InvalidRequestError('The Authorization header is not "Bearer <token>".');
  return token;
}
