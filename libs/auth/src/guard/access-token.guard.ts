import {
  CredentialsUnreachableError,
  InsufficientScopeError,
  InvalidRequestError,
  type Principal,
  type Verifier,
} from '@hallpass/verifier';
import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { authorizationOf } from '../calls/call-credentials.js';
import { carrierOf, grpcStreamOf, nodeRequest } from '../calls/carrier.js';
import { watchSocket } from '../calls/live-socket.js';
import { watchStream } from '../calls/live-stream.js';
import { AccessTokenStrategy } from '../http/access-token.strategy.js';
import { setRefusalHeaders, type HttpReply } from '../http/challenge.js';
import { GUARD_OPTIONS, type GuardOptions } from '../http/guard-options.js';
import { bearerToken, hasSeveralAuthorizations, type HttpRequest } from '../http/credentials.js';
import { refusalIn, toException } from '../refusal/auth.exception.js';
import { toGraphqlError } from '../refusal/refusal.js';
import { keepPrincipal, keptPrincipal } from './current-principal.js';
import { requirementOf, type Requirement } from './requirement.js';

export const VERIFIER = Symbol('hallpass:verifier');

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

/**
 * Default deny: every handler needs a valid token unless it says `@Public()`. The whole application has this guard, the decorators
 * bring it, and handlers of messages are given it; where that makes two of them, the second finds what the first has decided.
 */
@Injectable()
export class AccessTokenGuard implements CanActivate {
  private readonly passport: CanActivate;

  constructor(
    @Inject(VERIFIER) private readonly verifier: Verifier,
    @Inject(GUARD_OPTIONS) private readonly options: GuardOptions,
  ) {
    this.passport = new PassportGuard(new AccessTokenStrategy(verifier));
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const requirement = requirementOf(context);
    if (requirement.access === 'public') return true;
    if (context.getType() !== 'http') return this.authenticateCall(context, requirement);
    const request = nodeRequest(context.switchToHttp().getRequest()) as Request | undefined;
    if (request === undefined) throw this.refusal(new CredentialsUnreachableError());
    if (keptPrincipal(request) !== undefined) return this.admit(context, request, requirement);
    const { authorization } = request.headers;
    if (authorization !== undefined && !hasSeveralAuthorizations(request)) {
      const principal = this.verifier.known(authorization);
      if (principal !== undefined && allows(requirement, principal)) {
        request.user = principal;
        keepPrincipal(request, principal);
        return true;
      }
    }
    return this.authenticate(context, request, requirement);
  }

  private async authenticate(context: ExecutionContext, request: Request, requirement: Requirement): Promise<boolean> {
    try {
      if (hasSeveralAuthorizations(request)) throw new InvalidRequestError();
      await this.passport.canActivate(context);
      keepPrincipal(request, request.user);
    } catch (error) {
      this.setHeaders(context, error);
      throw this.refusal(error);
    }
    return this.admit(context, request, requirement);
  }

  /** Decides by the scopes of a principal that is known by now. */
  private admit(context: ExecutionContext, request: Request, requirement: Requirement): boolean {
    const principal = keptPrincipal(request);
    if (principal !== undefined && allows(requirement, principal)) return true;
    const error = new InsufficientScopeError(requirement.scopes, requirement.match);
    this.setHeaders(context, error);
    throw this.refusal(error);
  }

  /** What is thrown for an error, which is counted by its reason. */
  private refusal(error: unknown): unknown {
    const refusal = refusalIn(error);
    if (refusal !== undefined) this.verifier.countRefusal(refusal);
    return toException(error);
  }

  private setHeaders(context: ExecutionContext, error: unknown): void {
    const refusal = refusalIn(error);
    if (refusal === undefined) return;
    setRefusalHeaders(context.switchToHttp().getResponse<HttpReply>(), refusal, this.options.resourceMetadataUrl);
  }

  /** A call that is no HTTP request. Each is judged anew: a socket lives longer than what was decided about its first message. */
  private async authenticateCall(context: ExecutionContext, requirement: Requirement): Promise<boolean> {
    try {
      const carrier = carrierOf(context);
      const principal = await this.principalOf(context).catch((error: unknown) => {
        if (carrier !== undefined) keepPrincipal(carrier, undefined);
        throw error;
      });
      if (!allows(requirement, principal)) throw new InsufficientScopeError(requirement.scopes, requirement.match);
      keepPrincipal(carrier as object, principal);
      this.watch(context, carrier as object, principal);
      return true;
    } catch (error) {
      const exception = this.refusal(error);
      const refusal = context.getType<string>() === 'graphql' ? refusalIn(exception) : undefined;
      throw refusal === undefined ? exception : toGraphqlError(refusal);
    }
  }

  /** What goes on after the call was let in ends with its session. */
  private watch(context: ExecutionContext, carrier: object, principal: Principal): void {
    const stream = context.getType() === 'rpc' ? grpcStreamOf(context) : undefined;
    if (context.getType() === 'ws') watchSocket(carrier, principal, this.verifier.live);
    else if (stream !== undefined) watchStream(stream, principal, this.verifier.live);
  }

  private async principalOf(context: ExecutionContext): Promise<Principal> {
    const authorization = authorizationOf(context);
    const token = bearerToken({ headers: { authorization } }, this.verifier.maxTokenLength);
    return this.verifier.authenticate(authorization as string, token);
  }
}

function allows({ match, scopes }: Requirement, principal: Principal): boolean {
  if (scopes.length === 0) return true;
  for (const scope of scopes) {
    if (principal.scopes.has(scope) !== (match === 'all')) return match === 'any';
  }
  return match === 'all';
}
