import type { AuthError, AuthProblem } from '@hallpass/verifier';
import { challenge, RETRY_AFTER_SECONDS } from '../http/challenge.js';
import { AuthException } from './auth.exception.js';

/** What a refusal says where there are no response headers: the problem, and what the headers would have held. */
export type Refusal = AuthProblem & ({ readonly challenge: string } | { readonly retryAfter: number });

export function refusalOf(error: AuthError): Refusal {
  return error.status >= 500
    ? { ...error.problem, retryAfter: RETRY_AFTER_SECONDS }
    : { ...error.problem, challenge: challenge(error, undefined) };
}

/** The error as GraphQL shows it: what it says in `extensions`, and no stack trace, which Apollo sends outside production. */
export function toGraphqlError(error: AuthError): AuthException {
  const stack = `${error.name}: ${error.message}`;
  return Object.assign(new AuthException(error), { extensions: refusalOf(error), stack });
}
