import { Body, Controller, HttpCode, Post, Res, UseGuards } from '@nestjs/common';
import { ApiBody, ApiResponse, ApiSecurity, ApiTags, ApiUnauthorizedResponse } from '@nestjs/swagger';
import { Authenticated, CurrentPrincipal, type Principal, Public } from '@hallpass/auth';
import { ApiRoute, ForAccounts } from '@hallpass/platform';
import type { FastifyReply } from 'fastify';
import { type Origin, RequestOrigin } from '../../audit/origin.js';
import { hashingBusy, invalidCredentials } from '../../accounts/domain/accounts.problems.js';
import { tooManyAttempts } from '../../attempts/domain/attempts.problems.js';
import { invalidScope, invalidTarget } from '../../tokens/domain/tokens.problems.js';
import { unknownClient } from '../domain/login.problems.js';
import { Login } from '../use-cases/login.js';
import { LogoutEverywhere } from '../use-cases/logout-everywhere.js';
import { Logout } from '../use-cases/logout.js';
import { LogoutGuard } from './logout.guard.js';
import { type LoginBody, loginBody, type LogoutBody, logoutBody, tokensSchema, toTokens } from './sessions.schemas.js';

@Controller('v1/auth')
@ApiTags('sessions')
export class AuthController {
  constructor(
    private readonly login: Login,
    private readonly logout: Logout,
    private readonly logoutEverywhere: LogoutEverywhere,
  ) {}

  @Post('login')
  @ApiRoute(
    'Open a session, and get a token for one resource',
    unknownClient,
    invalidTarget,
    invalidScope,
    invalidCredentials,
    hashingBusy,
    tooManyAttempts,
  )
  @Public()
  @HttpCode(200)
  @ApiResponse({ status: 200, standardSchema: tokensSchema })
  async logIn(@Body({ schema: loginBody }) body: LoginBody, @RequestOrigin() origin: Origin) {
    const { client_id: clientId, ...request } = body;
    return toTokens(await this.login.execute({ ...request, clientId, origin }));
  }

  @Post('logout')
  @ApiRoute('End this session: that of the access token, or of the refresh token in the body')
  @ApiUnauthorizedResponse({ description: '`missing_token` or `invalid_token` (RFC 6750 section 3.1)' })
  @Public()
  @UseGuards(LogoutGuard)
  @HttpCode(204)
  @ApiSecurity('bearer')
  @ApiSecurity({})
  @ApiBody({ required: false, schema: { type: 'object', properties: { refresh_token: { type: 'string' } } } })
  @ApiResponse({ status: 204, description: 'The session has ended' })
  async logOut(
    @Body({ schema: logoutBody }) body: LogoutBody,
    @CurrentPrincipal() principal: Principal | undefined,
    @RequestOrigin() origin: Origin,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const request = { principal, refreshToken: body?.refresh_token, origin };
    reply.header('Hallpass-Propagation', await this.logout.execute(request));
  }

  @Post('logout-all')
  @ApiRoute('End every session of the own account')
  @ForAccounts()
  @Authenticated('account')
  @HttpCode(204)
  @ApiResponse({ status: 204, description: 'Every session of the account has ended' })
  async logOutEverywhere(
    @CurrentPrincipal() { sub, clientId }: Principal,
    @RequestOrigin() origin: Origin,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const propagation = await this.logoutEverywhere.execute({ accountId: sub, clientId, origin });
    reply.header('Hallpass-Propagation', propagation);
  }
}
