import { allowedScopes, FIRST_PARTY_CLIENT, type Resource, type Role } from '@hallpass/contracts';
import { grantScopes } from '../../tokens/domain/scope.js';
import { invalidScope, invalidTarget } from '../../tokens/domain/tokens.problems.js';

/** What a login granted: what its refresh tokens are good for (RFC 6749 section 6, RFC 8707 section 2.2). */
export interface Grant {
  /** The resource that the login named, and that a refresh gets when it names none. */
  readonly resource: Resource;
  /** The scopes that were granted, by resource. Where there are none, the roles alone decide. */
  readonly scopes: Partial<Record<Resource, readonly string[]>>;
}

/** A resource and scopes that may be minted. */
export interface Granted {
  readonly resource: Resource;
  readonly scopes: readonly string[];
}

/** What a client asks for; nothing is what was granted. */
export interface Asked {
  readonly resource?: Resource | undefined;
  readonly scope?: string | undefined;
}

const isFirstParty = (clientId: string): boolean => clientId === FIRST_PARTY_CLIENT;

/**
 * What is remembered of a login. A first-party client that asks for no scope is granted whatever the roles allow, also after they
 * change; a third party is granted what they allow at its login, and never more.
 */
export function grantOf(clientId: string, { scope }: Asked, { resource, scopes }: Granted): Grant {
  const isLimited = scope !== undefined || !isFirstParty(clientId);
  return { resource, scopes: isLimited ? { [resource]: scopes } : {} };
}

/**
 * What a refresh is granted: what was granted at the login when it asks for nothing, or less, as far as the roles still allow it.
 * A first-party client may name any resource, a third party the one of its login.
 *
 * @throws ProblemError `invalid_target`; `invalid_scope` for more than was granted, or when nothing of it is left
 */
export function narrowGrant(clientId: string, grant: Grant, roles: readonly Role[], asked: Asked): Granted {
  const resource = asked.resource ?? grant.resource;
  if (resource !== grant.resource && !isFirstParty(clientId)) throw invalidTarget();
  const allowed = allowedScopes(roles, resource);
  const granted = grant.scopes[resource] ?? allowed;
  const left = granted.filter((scope) => allowed.includes(scope));
  if (left.length === 0) throw invalidScope();
  return { resource, scopes: grantScopes(asked.scope, left) };
}
