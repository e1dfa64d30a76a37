import { Injectable } from '@nestjs/common';
import type { Page, PageQuery } from '@hallpass/platform';
import { AccountRepository } from '../../accounts/data/account.repository.js';
import { accountNotFound } from '../../accounts/domain/accounts.problems.js';
import { ReservedDatabase } from '../../database/database.js';
import type { Session } from '../../sessions/domain/session.js';
import { ListSessions } from '../../sessions/use-cases/list-sessions.js';

/** What a person sees of the own sessions, for an administrator. @throws ProblemError `account_not_found` (404) */
@Injectable()
export class ListAccountSessions {
  constructor(
    private readonly database: ReservedDatabase,
    private readonly accounts: AccountRepository,
    private readonly sessions: ListSessions,
  ) {}

  async execute(id: string, page: PageQuery): Promise<Page<Session>> {
    if (!(await this.accounts.findById(this.database, id))) throw accountNotFound();
    return this.sessions.execute(id, page);
  }
}
