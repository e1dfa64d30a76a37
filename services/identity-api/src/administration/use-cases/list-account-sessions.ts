import { Injectable } from '@nestjs/common';
import { AccountRepository } from '../../accounts/data/account.repository.js';
import { accountNotFound } from '../../accounts/domain/accounts.problems.js';
import { Database } from '../../database/database.js';
import { SessionRepository } from '../../sessions/data/session.repository.js';
import type { Session } from '../../sessions/domain/session.js';

/** The live sessions of an account. @throws ProblemError `account_not_found` (404) */
@Injectable()
export class ListAccountSessions {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly sessions: SessionRepository,
  ) {}

  async execute(id: string): Promise<Session[]> {
    if (!(await this.accounts.findById(this.database, id))) throw accountNotFound();
    return this.sessions.listLive(id);
  }
}
