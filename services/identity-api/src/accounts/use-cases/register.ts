import { Injectable } from '@nestjs/common';
import { AccountRequests } from '../../attempts/account-requests.js';
import { turnOf } from '../../attempts/domain/client-network.js';
import { RecipientMails } from '../../attempts/recipient-mails.js';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { Origin } from '../../audit/origin.js';
import { Database, type Tx } from '../../database/database.js';
import { Announcer } from '../../outbox/announce.js';
import { ActionTokens } from '../../tokens/action-tokens.js';
import { registered, registrationRepeated } from '../account-messages.js';
import { AccountRepository } from '../data/account.repository.js';
import { RegistrationRepository } from '../data/registration.repository.js';
import { requireStrongPassword } from '../domain/password-policy.js';
import type { Registration } from '../domain/registration.js';
import { PasswordHasher } from '../hashing/password-hasher.js';

export interface Registering {
  /** Normalised. */
  readonly email: string;
  readonly password: string;
  readonly displayName: string | null;
  readonly origin: Origin;
}

/**
 * Adds a registration that waits until its address is proved, or tells the owner of the account that has the address. The caller
 * can't tell which: same answer, same work (a hash, a registration, a token, an audit entry, a message that the relay publishes).
 * Of one address any number of registrations wait, each with its own password, name and message.
 */
@Injectable()
export class Register {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly registrations: RegistrationRepository,
    private readonly hasher: PasswordHasher,
    private readonly requests: AccountRequests,
    private readonly mails: RecipientMails,
    private readonly tokens: ActionTokens,
    private readonly announcer: Announcer,
    private readonly audit: AuditTrail,
  ) {}

  async execute({ email, password, displayName, origin }: Registering): Promise<void> {
    await this.requests.count('register', origin);
    requireStrongPassword(password, { email, displayName });
    const passwordHash = await this.hasher.hash(password, turnOf('register', origin));
    await this.database.$transaction((tx) => this.addOrTell(tx, { email, displayName, passwordHash }, origin));
  }

  private async addOrTell(tx: Tx, fresh: Omit<Registration, 'id'>, origin: Origin): Promise<void> {
    const registration = await this.registrations.add(tx, fresh);
    const token = await this.tokens.issueActionToken(tx, 'email-verification', registration.id);
    const found = await this.accounts.findByEmail(tx, fresh.email);
    // An account that nobody has verified, of a version before this one, may be a stranger's.
    const account = found?.emailVerifiedAt ? found : undefined;
    await this.audit.record(tx, {
      action: account ? 'account.registration-repeated' : 'account.registered',
      targetType: 'account',
      targetId: account?.id ?? registration.id,
      origin,
    });
    // Beyond its share a mailbox gets no more: the token of any e-mail goes with the password of any of its registrations.
    if (await this.mails.mayReceive(tx, 'registration', fresh.email))
      await this.announcer.add(tx, account ? registrationRepeated(account) : registered(registration, token));
  }
}
