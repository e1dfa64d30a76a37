import { Injectable } from '@nestjs/common';
import { AccountRequests } from '../../attempts/account-requests.js';
import type { Origin } from '../../audit/origin.js';
import { Database, type Tx } from '../../database/database.js';
import { Announcer } from '../../outbox/announce.js';
import { ActionTokens } from '../../tokens/action-tokens.js';
import { invalidActionToken } from '../../tokens/domain/tokens.problems.js';
import { emailVerified } from '../account-messages.js';
import { AccountRepository } from '../data/account.repository.js';
import { requireStrongPassword } from '../domain/password-policy.js';
import { PasswordHasher } from '../hashing/password-hasher.js';
import { ReplacePassword } from './replace-password.js';

export interface PasswordReset {
  readonly token: string;
  readonly password: string;
  readonly origin: Origin;
}

/** Sets a password on the strength of a reset token, which also proves that its holder reads the address. */
@Injectable()
export class ResetPassword {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly hasher: PasswordHasher,
    private readonly requests: AccountRequests,
    private readonly tokens: ActionTokens,
    private readonly replace: ReplacePassword,
    private readonly announcer: Announcer,
  ) {}

  async execute({ token, password, origin }: PasswordReset): Promise<'published' | 'pending'> {
    await this.requests.count('password-reset', origin);
    requireStrongPassword(password, {});
    // Before the transaction: nobody waits for a turn in the hashing queue while holding a row.
    const passwordHash = await this.hasher.hash(password);
    const event = await this.database.$transaction(async (tx) => {
      const account = await this.accountOf(tx, token);
      requireStrongPassword(password, account);
      if (await this.accounts.markVerified(tx, account.id)) await this.announcer.add(tx, emailVerified(account));
      return this.replace.execute(tx, { account, passwordHash, reason: 'password-reset', origin });
    });
    return this.replace.afterCommit(event);
  }

  private async accountOf(tx: Tx, token: string) {
    const account = await this.accounts.lock(tx, await this.tokens.consumeActionToken(tx, 'password-reset', token));
    if (account?.status !== 'active') throw invalidActionToken();
    return account;
  }
}
