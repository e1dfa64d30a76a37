import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { AccountListRepository } from './data/account-list.repository.js';
import { AuditEventRepository } from './data/audit-event.repository.js';
import { LastAdministrator } from './data/last-administrator.js';
import { AuditEventsController } from './http/audit-events.controller.js';
import { RevocationsController } from './http/revocations.controller.js';
import { UserSessionsController } from './http/user-sessions.controller.js';
import { UsersController } from './http/users.controller.js';
import { ChangeRoles } from './use-cases/change-roles.js';
import { DeactivateAccount } from './use-cases/deactivate-account.js';
import { EndAccountSession } from './use-cases/end-account-session.js';
import { ListAccountSessions } from './use-cases/list-account-sessions.js';
import { ListAccounts } from './use-cases/list-accounts.js';
import { ListAuditEvents } from './use-cases/list-audit-events.js';
import { ReactivateAccount } from './use-cases/reactivate-account.js';
import { RevokeAll } from './use-cases/revoke-all.js';

@Module({
  imports: [AccountsModule, SessionsModule, TokensModule],
  controllers: [UsersController, UserSessionsController, AuditEventsController, RevocationsController],
  providers: [
    AccountListRepository,
    AuditEventRepository,
    ChangeRoles,
    DeactivateAccount,
    EndAccountSession,
    LastAdministrator,
    ListAccountSessions,
    ListAccounts,
    ListAuditEvents,
    ReactivateAccount,
    RevokeAll,
  ],
})
export class AdministrationModule {}
