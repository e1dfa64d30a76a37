import { Module } from '@nestjs/common';
import { AttemptsModule } from '../attempts/attempts.module.js';
import { type Config, CONFIG } from '../config.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { AccountRepository } from './data/account.repository.js';
import { RegistrationRepository } from './data/registration.repository.js';
import { HashingQueue } from './hashing/hashing-queue.js';
import { PasswordHasher } from './hashing/password-hasher.js';
import { MeController } from './http/me.controller.js';
import { PasswordResetController } from './http/password-reset.controller.js';
import { RegistrationController } from './http/registration.controller.js';
import { SeedDemo } from './seed/seed-demo.js';
import { Authenticate } from './use-cases/authenticate.js';
import { ChangePassword } from './use-cases/change-password.js';
import { OpenAccount } from './use-cases/open-account.js';
import { ReadAccount } from './use-cases/read-account.js';
import { Register } from './use-cases/register.js';
import { RenameAccount } from './use-cases/rename-account.js';
import { ReplacePassword } from './use-cases/replace-password.js';
import { RequestPasswordReset } from './use-cases/request-password-reset.js';
import { ResetPassword } from './use-cases/reset-password.js';
import { VerifyEmail } from './use-cases/verify-email.js';

@Module({
  imports: [AttemptsModule, SessionsModule, TokensModule],
  controllers: [RegistrationController, PasswordResetController, MeController],
  providers: [
    {
      provide: HashingQueue,
      inject: [CONFIG],
      useFactory: (config: Config) =>
        new HashingQueue({ concurrency: config.HASHING_CONCURRENCY, length: config.HASHING_QUEUE }),
    },
    PasswordHasher,
    AccountRepository,
    RegistrationRepository,
    Authenticate,
    ChangePassword,
    OpenAccount,
    ReadAccount,
    Register,
    RenameAccount,
    ReplacePassword,
    RequestPasswordReset,
    ResetPassword,
    SeedDemo,
    VerifyEmail,
  ],
  exports: [Authenticate, AccountRepository, ReadAccount],
})
export class AccountsModule {}
