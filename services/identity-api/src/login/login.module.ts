import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { AuthController } from './http/auth.controller.js';
import { MySessionsController } from './http/my-sessions.controller.js';
import { EndOwnSession } from './use-cases/end-own-session.js';
import { Login } from './use-cases/login.js';
import { LogoutEverywhere } from './use-cases/logout-everywhere.js';
import { Logout } from './use-cases/logout.js';

/** What a person does with sessions over HTTP. */
@Module({
  imports: [AccountsModule, SessionsModule, TokensModule],
  controllers: [AuthController, MySessionsController],
  providers: [EndOwnSession, Login, Logout, LogoutEverywhere],
})
export class LoginModule {}
