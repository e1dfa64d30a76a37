import { Injectable } from '@nestjs/common';
import { AccountRequests } from '../../attempts/account-requests.js';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { Origin } from '../../audit/origin.js';
import { Database } from '../../database/database.js';
import { Announcer } from '../../outbox/announce.js';
import { ActionTokens } from '../../tokens/action-tokens.js';
import { emailVerified } from '../account-messages.js';
import { AccountRepository } from '../data/account.repository.js';
import { accountNotFound } from '../domain/accounts.problems.js';

/** Takes the token of the message as proof that its reader owns the address. The token works once. */
@Injectable()
export class VerifyEmail {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly requests: AccountRequests,
    private readonly tokens: ActionTokens,
    private readonly announcer: Announcer,
    private readonly audit: AuditTrail,
  ) {}

  async execute({ token, origin }: { token: string; origin: Origin }): Promise<void> {
    await this.requests.count('verify-email', origin);
    await this.database.$transaction(async (tx) => {
      const id = await this.tokens.consumeActionToken(tx, 'email-verification', token);
      const account = await this.accounts.lock(tx, id);
      if (!account) throw accountNotFound();
      if (!(await this.accounts.markVerified(tx, id))) return;
      await this.audit.record(tx, { action: 'account.email-verified', targetType: 'account', targetId: id, origin });
      await this.announcer.add(tx, emailVerified(account));
    });
  }
}
