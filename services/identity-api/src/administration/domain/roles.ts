import { type Role, ROLES } from '@hallpass/contracts';
import { rolesRequired, unknownRole } from './administration.problems.js';

/**
 * The roles that were asked for, each once, in a stable order.
 *
 * @throws ProblemError `unknown_role` (422, extension member `roles`), `roles_required` (422)
 */
export function parseRoles(asked: readonly string[]): Role[] {
  const unknown = asked.filter((role) => !(ROLES as readonly string[]).includes(role));
  if (unknown.length > 0) throw unknownRole({ extensions: { roles: unknown } });
  if (asked.length === 0) throw rolesRequired();
  return ROLES.filter((role) => asked.includes(role));
}

export function sameRoles(one: readonly Role[], other: readonly Role[]): boolean {
  return one.length === other.length && one.every((role) => other.includes(role));
}
