import { Body, Controller, HttpCode, Inject, Post, Res, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiConsumes, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '@hallpass/auth';
import { ApiRoute } from '@hallpass/platform';
import { CLOCK, type Clock } from '@hallpass/ports';
import type { FastifyReply } from 'fastify';
import { OAuthRequests } from '../../attempts/oauth-requests.js';
import { type Origin, RequestOrigin } from '../../audit/origin.js';
import { invalidGrant } from '../../sessions/domain/sessions.problems.js';
import { invalidScope, invalidTarget } from '../../tokens/domain/tokens.problems.js';
import type { NamedResource } from '../../tokens/domain/resource.js';
import { unauthorizedClient, unsupportedGrantType, unsupportedTokenType } from '../domain/oauth.problems.js';
import { ExchangeGrant } from '../use-cases/exchange-grant.js';
import { IntrospectToken } from '../use-cases/introspect-token.js';
import { RevokeToken } from '../use-cases/revoke-token.js';
import { ClientChallenge } from './client-challenge.js';
import { FormGuard } from './form.guard.js';
import {
  credentialsOf,
  grantSchema,
  introspectionSchema,
  type TokenForm,
  tokenForm,
  type TokenOfForm,
  tokenOfForm,
  toGrant,
} from './oauth.schemas.js';
import { RequestLimitGuard } from './request-limit.guard.js';

/** The endpoints for clients. Open to callers without an access token: clients authenticate by what is in the form. */
@Controller('oauth')
@ApiTags('oauth')
@ApiConsumes('application/x-www-form-urlencoded')
@ApiResponse({ status: 401, description: '`invalid_client`: The client is not authenticated; with a challenge' })
@ApiResponse({ status: 429, description: '`temporarily_unavailable`: Too many requests; `Retry-After` in seconds' })
@Public()
@UseGuards(RequestLimitGuard, FormGuard)
@UseInterceptors(ClientChallenge)
export class OAuthController {
  constructor(
    private readonly exchangeGrant: ExchangeGrant,
    private readonly revokeToken: RevokeToken,
    private readonly introspectToken: IntrospectToken,
    private readonly requests: OAuthRequests,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post('token')
  @HttpCode(200)
  @ApiRoute(
    'Get an access token: with a refresh token, or as a client for itself',
    invalidGrant,
    invalidTarget,
    invalidScope,
    unsupportedGrantType,
  )
  @ApiResponse({ status: 200, standardSchema: grantSchema })
  async token(
    @Body({ schema: tokenForm }) form: TokenForm,
    @RequestOrigin() origin: Origin,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    // eslint-disable-next-line no-restricted-syntax -- a point in time, for the database
    const arrivedAt = this.clock.now() - reply.elapsedTime;
    const { grant_type: grantType, refresh_token: refreshToken, resource, scope } = form;
    const request = {
      grantType,
      refreshToken,
      resource: resource as NamedResource,
      scope,
      credentials: credentialsOf(form),
      arrivedAt,
      origin,
    };
    noStore(reply);
    return toGrant(await this.exchangeGrant.execute(request));
  }

  @Post('revoke')
  @HttpCode(200)
  @ApiRoute('End the session of a token (RFC 7009)', invalidGrant, unsupportedTokenType)
  @ApiResponse({ status: 200, description: 'The token is of no use any more' })
  async revoke(
    @Body({ schema: tokenOfForm }) form: TokenOfForm,
    @RequestOrigin() origin: Origin,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const request = { token: form.token, credentials: credentialsOf(form), origin };
    noStore(reply).header('Hallpass-Propagation', await this.revokeToken.execute(request));
  }

  @Post('introspect')
  @HttpCode(200)
  @ApiRoute('Ask about a token, as the resource server that it is for (RFC 7662)', unauthorizedClient)
  @ApiResponse({ status: 200, standardSchema: introspectionSchema })
  async introspect(
    @Body({ schema: tokenOfForm }) form: TokenOfForm,
    @RequestOrigin() origin: Origin,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    noStore(reply);
    const introspection = await this.introspectToken.execute(credentialsOf(form), form.token);
    // A service that may ask has to: for each token, while it hears of no revocations.
    this.requests.giveBack(this.introspect.name, origin);
    return introspection;
  }
}

/** RFC 6749 section 5.1. */
function noStore(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', 'no-store').header('pragma', 'no-cache');
}
