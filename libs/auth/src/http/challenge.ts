import { InsufficientScopeError, MissingTokenError, type AuthError } from '@hallpass/verifier';

/** Sets response headers the way both Express and Fastify do. */
export interface HttpReply {
  header(name: string, value: string): unknown;
}

/** Seconds after which a 503 is worth repeating. */
export const RETRY_AFTER_SECONDS = 1;

/** Sets what belongs to a refusal: a challenge (RFC 6750 section 3) or, where we are the ones who can't, `Retry-After`. */
export function setRefusalHeaders(reply: HttpReply, error: AuthError, resourceMetadataUrl: string | undefined): void {
  if (error.status >= 500) reply.header('Retry-After', String(RETRY_AFTER_SECONDS));
  else reply.header('WWW-Authenticate', challenge(error, resourceMetadataUrl));
}

/** A request without credentials gets no error code, because it did nothing wrong (RFC 6750 section 3.1). */
export function challenge(error: AuthError, resourceMetadataUrl: string | undefined): string {
  const parameters: [name: string, value: string][] = [];
  if (!(error instanceof MissingTokenError)) {
    parameters.push(['error', error.code], ['error_description', error.message]);
  }
  if (error instanceof InsufficientScopeError) parameters.push(['scope', error.required.join(' ')]);
  if (resourceMetadataUrl !== undefined) parameters.push(['resource_metadata', resourceMetadataUrl]);
  return ['Bearer', parameters.map(([name, value]) => `${name}="${quotable(value)}"`).join(', ')].join(' ').trim();
}

/** RFC 6750 section 3: no quote, no backslash, nothing outside printable ASCII. */
function quotable(value: string): string {
  return value.replaceAll('"', "'").replaceAll(/[^ !#-[\]-~]/g, '');
}
