import { Metrics } from '@hallpass/platform';
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
      inject: [CONFIG, Metrics],
      useFactory: hashingQueue,
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

function hashingQueue({ HASHING_CONCURRENCY: concurrency, HASHING_QUEUE: length }: Config, metrics: Metrics) {
  const refused = metrics.counter('hashing_refused_total', 'Requests refused because too many passwords wait');
  const queue = new HashingQueue({ concurrency, length, refused: () => refused.inc() });
  metrics.gauge('hashing_waiting', 'Passwords that wait to be hashed', () => queue.waiting);
  return queue;
}
