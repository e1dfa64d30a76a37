import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '@hallpass/auth';
import { ApiRoute } from '@hallpass/platform';
import type { FastifyReply } from 'fastify';
import { type Origin, RequestOrigin } from '../../audit/origin.js';
import { tooManyAttempts } from '../../attempts/domain/attempts.problems.js';
import { invalidActionToken } from '../../tokens/domain/tokens.problems.js';
import { hashingBusy, weakPassword } from '../domain/accounts.problems.js';
import { RequestPasswordReset } from '../use-cases/request-password-reset.js';
import { ResetPassword } from '../use-cases/reset-password.js';
import { type ForgotBody, forgotBody, type ResetBody, resetBody } from './accounts.schemas.js';

@Controller('v1/auth/password')
@ApiTags('accounts')
@Public()
export class PasswordResetController {
  constructor(
    private readonly requestReset: RequestPasswordReset,
    private readonly resetPassword: ResetPassword,
  ) {}

  /** The same answer whether or not the address is known: no body. */
  @Post('forgot')
  @ApiRoute('Ask for an e-mail with which to set a new password', tooManyAttempts)
  @HttpCode(202)
  @ApiResponse({ status: 202, description: 'A message goes to the address, if it is known' })
  async forgot(@Body({ schema: forgotBody }) { email }: ForgotBody, @RequestOrigin() origin: Origin) {
    await this.requestReset.execute({ email, origin });
  }

  @Post('reset')
  @ApiRoute(
    'Set a new password, by the token from the e-mail',
    invalidActionToken,
    weakPassword,
    hashingBusy,
    tooManyAttempts,
  )
  @HttpCode(204)
  @ApiResponse({ status: 204, description: 'The password is set; every session has ended' })
  async reset(
    @Body({ schema: resetBody }) body: ResetBody,
    @RequestOrigin() origin: Origin,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    reply.header('Hallpass-Propagation', await this.resetPassword.execute({ ...body, origin }));
  }
}
