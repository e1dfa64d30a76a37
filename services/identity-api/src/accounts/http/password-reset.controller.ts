import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '@hallpass/auth';
import type { FastifyReply } from 'fastify';
import { type Origin, RequestOrigin } from '../../audit/origin.js';
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
  @HttpCode(202)
  @ApiResponse({ status: 202, description: 'A message goes to the address, if it is known' })
  async forgot(@Body({ schema: forgotBody }) { email }: ForgotBody, @RequestOrigin() origin: Origin) {
    await this.requestReset.execute({ email, origin });
  }

  @Post('reset')
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
