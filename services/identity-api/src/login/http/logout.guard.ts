import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import {
  bearerToken,
  hasSeveralAuthorizations,
  InvalidRequestError,
  refusalIn,
  setCurrentPrincipal,
  setRefusalHeaders,
  TokenVerifier,
} from '@hallpass/auth';
import { metadataUrl } from '@hallpass/resource-server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Config, CONFIG } from '../../config.js';

const MAX_TOKEN_LENGTH = 8192;

/** Logging out takes a refresh token in the body or, without one, an access token in the header. */
@Injectable()
export class LogoutGuard implements CanActivate {
  constructor(
    private readonly verifier: TokenVerifier,
    @Inject(CONFIG) private readonly config: Pick<Config, 'PUBLIC_URL'>,
  ) {}

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
      if (refusal !== undefined) {
        setRefusalHeaders(http.getResponse<FastifyReply>(), refusal, metadataUrl(this.config.PUBLIC_URL));
      }
      throw error;
    }
  }
}

function bringsRefreshToken(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'refresh_token' in body;
}
