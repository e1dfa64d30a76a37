import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '@hallpass/auth';
import { ApiRoute } from '@hallpass/platform';
import { tooManyAttempts } from '../../attempts/domain/attempts.problems.js';
import { type Origin, RequestOrigin } from '../../audit/origin.js';
import { invalidActionToken } from '../../tokens/domain/tokens.problems.js';
import { hashingBusy, weakPassword } from '../domain/accounts.problems.js';
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
  @ApiRoute('Open an account', weakPassword, hashingBusy, tooManyAttempts)
  @HttpCode(202)
  @ApiResponse({ status: 202, description: 'A message goes to the address' })
  async create(@Body({ schema: registrationBody }) body: RegistrationBody, @RequestOrigin() origin: Origin) {
    await this.register.execute({ ...body, displayName: body.displayName ?? null, origin });
  }

  /** The password that comes into force is the one of a registration: of the only one, or of the one whose password is sent. */
  @Post('verify-email')
  @ApiRoute('Verify an address, by the token from the e-mail', invalidActionToken)
  @HttpCode(204)
  @ApiResponse({ status: 204, description: 'The address is verified' })
  async verify(@Body({ schema: verificationBody }) body: VerificationBody, @RequestOrigin() origin: Origin) {
    await this.verifyEmail.execute({ ...body, origin });
  }
}
