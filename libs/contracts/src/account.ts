import { defineProblem } from './problem.js';

export const accountRequired = defineProblem({
  code: 'account_required',
  status: 403,
  title: 'Only an account can do this',
  detail: 'Use the access token of an account: a client that speaks for itself has none.',
});

/** Who an access token speaks for (RFC 9068 section 2.2). */
export interface TokenSubject {
  readonly sub: string;
  readonly clientId: string;
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Whether a value is a UUID as accounts and sessions have it: in lower case. */
export const isUuid = (value: unknown): value is string => typeof value === 'string' && UUID.test(value);

/**
 * The account that a token speaks for. A client that speaks for itself is its own subject, and is none, whatever its name looks
 * like.
 *
 * @throws ProblemError `account_required` (403)
 */
export function accountOf({ sub, clientId }: TokenSubject): string {
  if (sub === clientId || !isUuid(sub)) throw accountRequired();
  return sub;
}
