import type { Principal } from '@hallpass/auth';
import { accountOf } from '@hallpass/contracts';
import { applyDecorators, type CanActivate, type ExecutionContext, Injectable, UseGuards } from '@nestjs/common';
import { ApiForbiddenResponse } from '@nestjs/swagger';

/** Runs after the guard of access tokens, which has left the principal on the request. */
@Injectable()
class AccountGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { user } = context.switchToHttp().getRequest<{ user?: Principal }>();
    if (user !== undefined) accountOf(user);
    return true;
  }
}

/**
 * For routes that are about the caller's own account: a client that speaks for itself has none and is refused, whatever is in the
 * request. Goes above `@Authenticated()`.
 *
 * @example
 * \@Get() @ForAccounts() @Authenticated('account') read(@CurrentPrincipal() { sub }: Principal) { … }
 */
export function ForAccounts(): ClassDecorator & MethodDecorator {
  return applyDecorators(
    UseGuards(AccountGuard),
    ApiForbiddenResponse({ description: '`insufficient_scope`; `account_required` for a client that has no account' }),
  );
}
