import { accountRequired } from './orders.problems.js';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/**
 * The account that a subject is. A client that speaks for itself is its own subject, and is none.
 *
 * @throws `account_required`
 */
export function accountOf(sub: string): string {
  if (!UUID.test(sub)) throw accountRequired();
  return sub;
}
