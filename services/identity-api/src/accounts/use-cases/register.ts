import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AccountRequests } from '../../attempts/account-requests.js';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { Origin } from '../../audit/origin.js';
import { Database, type Tx } from '../../database/database.js';
import { Announcer } from '../../outbox/announce.js';
import { ActionTokens } from '../../tokens/action-tokens.js';
import { registered, registrationRepeated } from '../account-messages.js';
import { AccountRepository, type NewAccount } from '../data/account.repository.js';
import { requireStrongPassword } from '../domain/password-policy.js';
import { PasswordHasher } from '../hashing/password-hasher.js';

export interface Registration {
  /** Normalised. */
  readonly email: string;
  readonly password: string;
  readonly displayName: string | null;
  readonly origin: Origin;
}

/**
 * Opens an account, or tells the owner of the one that has the address. The caller can't tell which: same answer, same
 * work (a hash, a token, an audit entry, a message that the relay publishes).
 */
@Injectable()
export class Register {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly hasher: PasswordHasher,
    private readonly requests: AccountRequests,
    private readonly tokens: ActionTokens,
    private readonly announcer: Announcer,
    private readonly audit: AuditTrail,
  ) {}

  async execute({ email, password, displayName, origin }: Registration): Promise<void> {
    await this.requests.count('register', origin);
    requireStrongPassword(password, { email, displayName });
    const passwordHash = await this.hasher.hash(password);
    await this.database.$transaction((tx) => this.openOrTell(tx, { email, displayName, passwordHash }, origin));
  }

  private async openOrTell(tx: Tx, fresh: NewAccount, origin: Origin): Promise<void> {
    const opened = await this.accounts.insert(tx, fresh);
    const account = opened ?? (await this.accounts.findByEmail(tx, fresh.email));
    // Accounts are never deleted: who lost the race for the address finds the winner's.
    if (!account) throw new Error('The address is taken by an account that is not there.');
    const token = await this.tokens.issueActionToken(tx, 'email-verification', opened?.id ?? randomUUID());
    await this.audit.record(tx, {
      action: opened ? 'account.registered' : 'account.registration-repeated',
      targetType: 'account',
      targetId: account.id,
      origin,
    });
    await this.announcer.add(tx, opened ? registered(account, token) : registrationRepeated(account));
  }
}
