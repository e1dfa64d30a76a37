import { Inject, Injectable, type CanActivate, type ExecutionContext, type Type } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { AuthError, InsufficientScopeError, InvalidRequestError } from '../errors.js';
import type { Principal } from '../principal.js';
import { AccessTokenStrategy } from './access-token.strategy.js';
import type { Authenticator } from './authenticator.js';
import { setRefusalHeaders, type HttpReply } from './challenge.js';
import { hasSeveralAuthorizations, type HttpRequest } from './credentials.js';
import { DEFAULT_REQUIREMENT, REQUIREMENT, type Requirement } from './requirement.js';

export interface AccessTokenGuardOptions {
  readonly maxTokenLength: number;
  readonly resourceMetadataUrl: string | undefined;
}
export const GUARD_OPTIONS = Symbol('hallpass:guard-options');
export const AUTHENTICATOR = Symbol('hallpass:authenticator');

type Request = HttpRequest & { user?: Principal };

/** Passport's guard with a strategy of its own, not one looked up by name: two applications in a process don't share it. */
class PassportGuard extends AuthGuard() {
  constructor(strategy: AccessTokenStrategy) {
    // Passport 0.6 and later take a strategy where its name is expected; the types still say "string".
    super({ defaultStrategy: strategy as never });
  }

  override handleRequest<T>(error: unknown, principal: T | false, refusal: unknown): T {
    if (error) throw error;
    if (principal === false) throw refusal;
    return principal;
  }
}

/** Default deny: every route needs a valid token unless it says `@Public()`. The whole application has this guard. */
@Injectable()
export class AccessTokenGuard implements CanActivate {
  private readonly passport: CanActivate;
  private readonly requirements = new WeakMap<Type, WeakMap<object, Requirement>>();

  constructor(
    @Inject(AUTHENTICATOR) private readonly authenticator: Authenticator,
    @Inject(GUARD_OPTIONS) private readonly options: AccessTokenGuardOptions,
  ) {
    this.passport = new PassportGuard(new AccessTokenStrategy(authenticator, options.maxTokenLength));
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const requirement = this.requirementOf(context);
    if (requirement.access === 'public') return true;
    const request = context.switchToHttp().getRequest<Request>();
    const { authorization } = request.headers;
    if (authorization !== undefined && !hasSeveralAuthorizations(request)) {
      const principal = this.authenticator.known(authorization);
      if (principal !== undefined && allows(requirement, principal)) {
        request.user = principal;
        return true;
      }
    }
    return this.authenticate(context, request, requirement);
  }

  private async authenticate(context: ExecutionContext, request: Request, requirement: Requirement): Promise<boolean> {
    try {
      if (hasSeveralAuthorizations(request)) throw new InvalidRequestError();
      await this.passport.canActivate(context);
      if (request.user !== undefined && allows(requirement, request.user)) return true;
      throw new InsufficientScopeError(requirement.scopes);
    } catch (error) {
      if (error instanceof AuthError) {
        setRefusalHeaders(context.switchToHttp().getResponse<HttpReply>(), error, this.options.resourceMetadataUrl);
      }
      throw error;
    }
  }

  private requirementOf(context: ExecutionContext): Requirement {
    const controller = context.getClass();
    const handler = context.getHandler();
    const known = this.requirements.get(controller)?.get(handler);
    if (known !== undefined) return known;
    const requirement: Requirement =
      Reflect.getMetadata(REQUIREMENT, handler) ?? Reflect.getMetadata(REQUIREMENT, controller) ?? DEFAULT_REQUIREMENT;
    const ofController = this.requirements.get(controller) ?? new WeakMap<object, Requirement>();
    this.requirements.set(controller, ofController.set(handler, requirement));
    return requirement;
  }
}

function allows({ match, scopes }: Requirement, principal: Principal): boolean {
  if (scopes.length === 0) return true;
  for (const scope of scopes) {
    if (principal.scopes.has(scope) !== (match === 'all')) return match === 'any';
  }
  return match === 'all';
}
