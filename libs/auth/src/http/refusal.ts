import { AuthError, type AuthProblem } from '../errors.js';
import { challenge, RETRY_AFTER_SECONDS } from './challenge.js';

/** What a refusal says where there are no response headers: the problem, and what the headers would have held. */
export type Refusal = AuthProblem & ({ readonly challenge: string } | { readonly retryAfter: number });

export function refusalOf(error: AuthError): Refusal {
  const problem = error.getResponse() as AuthProblem;
  return error.getStatus() >= 500
    ? { ...problem, retryAfter: RETRY_AFTER_SECONDS }
    : { ...problem, challenge: challenge(error, undefined) };
}

/** The error as GraphQL shows it: what it says in `extensions`, and no stack trace, which Apollo sends outside production. */
export function toGraphqlError(error: AuthError): AuthError {
  const stack = `${error.name}: ${error.message}`;
  return Object.assign(error, { extensions: refusalOf(error), stack });
}
