import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import {
  bearerToken,
  hasSeveralAuthorizations,
  InvalidRequestError,
  refusalIn,
  setCurrentPrincipal,
  setRefusalHeaders,
  TokenVerifier,
} from '@hallpass/auth';
import type { FastifyReply, FastifyRequest } from 'fastify';

const MAX_TOKEN_LENGTH = 8192;

/** Logging out takes a refresh token in the body or, without one, an access token in the header. */
@Injectable()
export class LogoutGuard implements CanActivate {
  constructor(private readonly verifier: TokenVerifier) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    if (bringsRefreshToken(request.body)) return true;
    try {
      if (hasSeveralAuthorizations(request)) throw new InvalidRequestError();
      setCurrentPrincipal(context, await this.verifier.verify(bearerToken(request, MAX_TOKEN_LENGTH)));
      return true;
    } catch (error) {
      const refusal = refusalIn(error);
      if (refusal !== undefined) setRefusalHeaders(http.getResponse<FastifyReply>(), refusal, undefined);
      throw error;
    }
  }
}

function bringsRefreshToken(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'refresh_token' in body;
}
