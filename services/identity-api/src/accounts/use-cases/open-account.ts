import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { Origin } from '../../audit/origin.js';
import type { Tx } from '../../database/database.js';
import { Announcer } from '../../outbox/announce.js';
import { invalidActionToken } from '../../tokens/domain/tokens.problems.js';
import { emailVerified } from '../account-messages.js';
import { AccountRepository } from '../data/account.repository.js';
import type { Account } from '../domain/account.js';
import type { Registration } from '../domain/registration.js';

/** The address is proved: the registration becomes its account, and every other registration of the address has ended. */
@Injectable()
export class OpenAccount {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly announcer: Announcer,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * In the caller's transaction, which has consumed the token that proves the address.
   *
   * @throws ProblemError `invalid_action_token` (400) when another registration became the account
   */
  async execute(tx: Tx, registration: Registration, origin: Origin): Promise<Account> {
    const account = await this.accounts.confirm(tx, registration);
    if (!account) throw invalidActionToken({ privateDetail: 'address_taken' });
    const target = { targetType: 'account', targetId: account.id } as const;
    await this.audit.record(tx, { action: 'account.email-verified', ...target, origin });
    await this.announcer.add(tx, emailVerified(account));
    return account;
  }
}
