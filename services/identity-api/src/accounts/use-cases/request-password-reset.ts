import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AccountRequests } from '../../attempts/account-requests.js';
import { RecipientMails } from '../../attempts/recipient-mails.js';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { Origin } from '../../audit/origin.js';
import { Database } from '../../database/database.js';
import { Announcer } from '../../outbox/announce.js';
import { ActionTokens } from '../../tokens/action-tokens.js';
import { passwordResetRequested } from '../account-messages.js';
import { AccountRepository } from '../data/account.repository.js';
import { RegistrationRepository } from '../data/registration.repository.js';

const NOTHING_PROVED = { emailVerifiedAt: null, displayName: null, nameVersion: 0 } as const;

/**
 * Sends a reset token to the owner of the address, also where its registration was not confirmed: the token proves the address, and
 * the reset brings its own password. Where there is no owner, or it is deactivated, the same work is done for
 * nobody: a token is made and an entry of the audit trail committed, so that neither answer nor time tells.
 */
@Injectable()
export class RequestPasswordReset {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly registrations: RegistrationRepository,
    private readonly requests: AccountRequests,
    private readonly mails: RecipientMails,
    private readonly tokens: ActionTokens,
    private readonly announcer: Announcer,
    private readonly audit: AuditTrail,
  ) {}

  async execute({ email, origin }: { email: string; origin: Origin }): Promise<void> {
    await this.requests.count('password-forgot', origin);
    await this.database.$transaction(async (tx) => {
      const found = await this.accounts.findByEmail(tx, email);
      const account = found?.status === 'active' ? found : undefined;
      const registered = await this.registrations.addReset(tx, email);
      const unconfirmed =
        !account && registered !== undefined ? { id: registered, email, ...NOTHING_PROVED } : undefined;
      const addressee = account ?? unconfirmed;
      const target = addressee?.id ?? found?.id;
      const token = await this.tokens.issueActionToken(tx, 'password-reset', addressee?.id ?? randomUUID());
      await this.audit.record(tx, {
        action: 'account.password-reset-requested',
        outcome: addressee ? 'success' : 'failure',
        ...(target === undefined ? {} : { targetType: 'account', targetId: target }),
        origin,
      });
      const mayReceive = await this.mails.mayReceive(tx, 'password-reset', email);
      if (addressee && mayReceive) await this.announcer.add(tx, passwordResetRequested(addressee, token));
    });
  }
}
