import { applyDecorators, createParamDecorator, SetMetadata, UseGuards, type ExecutionContext } from '@nestjs/common';
import { ApiForbiddenResponse, ApiSecurity, ApiUnauthorizedResponse } from '@nestjs/swagger';
import { AccessTokenGuard } from './access-token.guard.js';
import { currentPrincipal } from './current-principal.js';
import { PUBLIC_REQUIREMENT, REQUIREMENT, type Requirement } from './requirement.js';

type RouteDecorator = ClassDecorator & MethodDecorator;

/**
 * Opens a route, or every route of a controller, to callers without a token. A token that is sent anyway is not looked at. On a
 * controller it is not inherited: a subclass is open only where it says so itself.
 */
export function Public(): RouteDecorator {
  return SetMetadata(REQUIREMENT, PUBLIC_REQUIREMENT);
}

/**
 * Needs a valid token with every one of the scopes, and says so in OpenAPI (`bearer` security, 401, 403). Brings its guard, so
 * that it holds also where the guards of an application don't apply: for messages, gateways and resolvers.
 *
 * @example
 * \@Get() @Authenticated('orders:read') list(@CurrentPrincipal() principal: Principal) { … }
 */
export function Authenticated(...scopes: string[]): RouteDecorator {
  return requires({ access: 'authenticated', match: 'all', scopes });
}

/** Needs a valid token with at least one of the scopes, and says so in OpenAPI. */
export function AnyScope(...scopes: [string, ...string[]]): RouteDecorator {
  return requires({ access: 'authenticated', match: 'any', scopes });
}

/** The `Principal` of the call; undefined on a `@Public()` route. Never what the caller sent as `user`. */
export const CurrentPrincipal = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  currentPrincipal(context),
);

function requires(requirement: Requirement): RouteDecorator {
  return applyDecorators(
    SetMetadata(REQUIREMENT, requirement),
    UseGuards(AccessTokenGuard),
    ...alternatives(requirement).map((scopes) => ApiSecurity('bearer', [...scopes])),
    ApiUnauthorizedResponse({ description: '`missing_token` or `invalid_token` (RFC 6750 section 3.1)' }),
    ApiForbiddenResponse({ description: '`insufficient_scope` (RFC 6750 section 3.1)' }),
  );
}

/** OpenAPI: the members of a security requirement are needed together, several requirements are alternatives. */
function alternatives({ match, scopes }: Requirement): readonly (readonly string[])[] {
  return match === 'all' ? [scopes] : scopes.map((scope) => [scope]);
}
