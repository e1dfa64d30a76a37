import type { Problem } from './problem.js';

/** The codes of RFC 6749 section 5.2 and RFC 8707 section 2. */
const CODES = new Set([
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  'invalid_target',
  'unsupported_token_type',
]);

/** The body of an error at `/oauth/*` (RFC 6749 section 5.2). */
export interface OAuthError {
  readonly error: string;
  readonly error_description: string;
}

/** Any other problem becomes the code of RFC 6749 that says whose fault it is; the description keeps what it was. */
export function toOAuthError({ status, document: { code, detail } }: Problem): OAuthError {
  return { error: CODES.has(code) ? code : codeFor(status), error_description: printable(detail) };
}

function codeFor(status: number): string {
  if (status === 503 || status === 429) return 'temporarily_unavailable';
  return status >= 500 ? 'server_error' : 'invalid_request';
}

/** RFC 6749 allows printable ASCII, but neither quotation marks nor backslashes. */
function printable(text: string): string {
  return text.replaceAll(/["\\]/g, "'").replaceAll(/[^\x20-\x7e]/g, '?');
}
