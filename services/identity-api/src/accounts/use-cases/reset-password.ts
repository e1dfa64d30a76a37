import { Injectable } from '@nestjs/common';
import { AccountRequests } from '../../attempts/account-requests.js';
import { turnOf } from '../../attempts/domain/client-network.js';
import { Guesses } from '../../attempts/guesses.js';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { Origin } from '../../audit/origin.js';
import { Database, type Tx } from '../../database/database.js';
import { ActionTokens, type VerifiedActionToken } from '../../tokens/action-tokens.js';
import { invalidActionToken } from '../../tokens/domain/tokens.problems.js';
import { AccountRepository } from '../data/account.repository.js';
import { RegistrationRepository } from '../data/registration.repository.js';
import type { Account } from '../domain/account.js';
import { requireStrongPassword } from '../domain/password-policy.js';
import { PasswordHasher } from '../hashing/password-hasher.js';
import { OpenAccount } from './open-account.js';
import { ReplacePassword } from './replace-password.js';

export interface PasswordReset {
  readonly token: string;
  readonly password: string;
  readonly origin: Origin;
}

/**
 * Sets a password on the strength of a reset token, which also proves that its holder reads the address. Where that is news, nothing
 * that was registered before the proof stays in force: neither the password nor the name.
 */
@Injectable()
export class ResetPassword {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly registrations: RegistrationRepository,
    private readonly hasher: PasswordHasher,
    private readonly requests: AccountRequests,
    private readonly guesses: Guesses,
    private readonly tokens: ActionTokens,
    private readonly replace: ReplacePassword,
    private readonly open: OpenAccount,
    private readonly audit: AuditTrail,
  ) {}

  async execute({ token, password, origin }: PasswordReset): Promise<'published' | 'pending'> {
    await this.requests.count('password-reset', origin);
    const verified = await this.tokens.verify('password-reset', token);
    requireStrongPassword(password, {});
    // Before the transaction: nobody waits for a turn in the hashing queue while holding a row.
    const passwordHash = await this.hasher.hash(password, turnOf('password', origin));
    try {
      const { email, event } = await this.database.$transaction(async (tx) => {
        await this.tokens.consume(tx, verified);
        const account = await this.accountOf(tx, verified, passwordHash, origin);
        requireStrongPassword(password, account);
        const event = await this.replace.execute(tx, { account, passwordHash, reason: 'password-reset', origin });
        return { email: account.email, event };
      });
      // Whatever strangers guess meanwhile, the owner logs in from here.
      await this.guesses.remember(email, origin);
      return await this.replace.afterCommit(event);
    } catch (error) {
      const target = { targetType: 'account', targetId: verified.owner } as const;
      await this.audit.recordRefusal(this.database, { action: 'account.password-reset', ...target, origin }, error);
      throw error;
    }
  }

  private async accountOf(
    tx: Tx,
    { owner: id }: VerifiedActionToken,
    passwordHash: string,
    origin: Origin,
  ): Promise<Account> {
    const account = await this.accounts.lock(tx, id);
    if (account && account.status !== 'active') throw invalidActionToken({ privateDetail: 'deactivated' });
    if (account && account.emailVerifiedAt !== null) return account;
    const email = account?.email ?? (await this.registrations.addressOf(tx, id));
    if (email === undefined) throw invalidActionToken({ privateDetail: 'registration_purged' });
    return this.open.execute(tx, { id, email, displayName: null, passwordHash }, origin);
  }
}
