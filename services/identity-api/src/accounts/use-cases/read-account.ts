import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { AccountRepository } from '../data/account.repository.js';
import type { Account } from '../domain/account.js';
import { accountNotFound } from '../domain/accounts.problems.js';

@Injectable()
export class ReadAccount {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
  ) {}

  /** @throws ProblemError `account_not_found` (404) */
  async execute(id: string): Promise<Account> {
    const account = await this.accounts.findById(this.database, id);
    if (!account) throw accountNotFound();
    return account;
  }
}
