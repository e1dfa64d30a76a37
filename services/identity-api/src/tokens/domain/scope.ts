import { invalidScope } from './tokens.problems.js';

/** Scope tokens by RFC 6749 section 3.3: printable ASCII without quote and backslash, one space between them. */
const SCOPE = /^[!#-[\]-~]+( [!#-[\]-~]+)*$/;

/**
 * What is granted: everything that is allowed when nothing is asked for, else exactly what is asked for.
 * @throws ProblemError `invalid_scope` when it is malformed, or more than is allowed
 */
export function grantScopes(requested: string | undefined, allowed: readonly string[]): string[] {
  if (requested === undefined) return [...allowed];
  if (!SCOPE.test(requested)) throw invalidScope();
  const scopes = [...new Set(requested.split(' '))];
  if (!scopes.every((scope) => allowed.includes(scope))) throw invalidScope();
  return scopes;
}
