import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '@hallpass/auth';
import { type Origin, RequestOrigin } from '../../audit/origin.js';
import { Register } from '../use-cases/register.js';
import { VerifyEmail } from '../use-cases/verify-email.js';
import {
  type RegistrationBody,
  registrationBody,
  type VerificationBody,
  verificationBody,
} from './accounts.schemas.js';

@Controller('v1/users')
@ApiTags('accounts')
@Public()
export class RegistrationController {
  constructor(
    private readonly register: Register,
    private readonly verifyEmail: VerifyEmail,
  ) {}

  /** The same answer whether or not the address is known: no body. */
  @Post()
  @HttpCode(202)
  @ApiResponse({ status: 202, description: 'A message goes to the address' })
  async create(@Body({ schema: registrationBody }) body: RegistrationBody, @RequestOrigin() origin: Origin) {
    await this.register.execute({ ...body, displayName: body.displayName ?? null, origin });
  }

  /** The password that comes into force is the one of a registration: of the only one, or of the one whose password is sent. */
  @Post('verify-email')
  @HttpCode(204)
  @ApiResponse({ status: 204, description: 'The address is verified' })
  async verify(@Body({ schema: verificationBody }) body: VerificationBody, @RequestOrigin() origin: Origin) {
    await this.verifyEmail.execute({ ...body, origin });
  }
}
