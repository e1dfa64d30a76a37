import { Body, Controller, Get, HttpCode, Patch, Post, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Authenticated, CurrentPrincipal, type Principal } from '@hallpass/auth';
import { ApiRoute, ForAccounts } from '@hallpass/platform';
import type { FastifyReply } from 'fastify';
import { type Origin, RequestOrigin } from '../../audit/origin.js';
import { tooManyAttempts } from '../../attempts/domain/attempts.problems.js';
import { accountNotFound, hashingBusy, weakPassword, wrongCurrentPassword } from '../domain/accounts.problems.js';
import { ChangePassword } from '../use-cases/change-password.js';
import { ReadAccount } from '../use-cases/read-account.js';
import { RenameAccount } from '../use-cases/rename-account.js';
import {
  type ChangePasswordBody,
  changePasswordBody,
  type ProfileBody,
  profileBody,
  profileSchema,
  toProfile,
} from './accounts.schemas.js';

@Controller('v1/me')
@ApiTags('accounts')
@ForAccounts()
@Authenticated('account')
export class MeController {
  constructor(
    private readonly readAccount: ReadAccount,
    private readonly renameAccount: RenameAccount,
    private readonly changePassword: ChangePassword,
  ) {}

  @Get()
  @ApiRoute('Read the own account', accountNotFound)
  @ApiResponse({ status: 200, standardSchema: profileSchema })
  async read(@CurrentPrincipal() principal: Principal) {
    return toProfile(await this.readAccount.execute(principal.sub));
  }

  @Patch()
  @ApiRoute('Change the own name', accountNotFound)
  @ApiResponse({ status: 200, standardSchema: profileSchema })
  async change(
    @Body({ schema: profileBody }) body: ProfileBody,
    @CurrentPrincipal() { sub, clientId }: Principal,
    @RequestOrigin() origin: Origin,
  ) {
    return toProfile(await this.renameAccount.execute({ ...body, actorId: sub, clientId, origin }));
  }

  /** Ends every session of the account, this one too. */
  @Post('password')
  @ApiRoute('Change the own password', wrongCurrentPassword, weakPassword, hashingBusy, tooManyAttempts)
  @HttpCode(204)
  @ApiResponse({ status: 204, description: 'The password is changed; every session has ended' })
  async password(
    @Body({ schema: changePasswordBody }) body: ChangePasswordBody,
    @CurrentPrincipal() { sub, clientId }: Principal,
    @RequestOrigin() origin: Origin,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const propagation = await this.changePassword.execute({ ...body, actorId: sub, clientId, origin });
    reply.header('Hallpass-Propagation', propagation);
  }
}
