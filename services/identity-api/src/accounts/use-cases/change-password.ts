import { Injectable } from '@nestjs/common';
import { turnOf } from '../../attempts/domain/client-network.js';
import { Guesses } from '../../attempts/guesses.js';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { Origin } from '../../audit/origin.js';
import { Database } from '../../database/database.js';
import type { OutboxMessage } from '@hallpass/messaging';
import { ActionTokens } from '../../tokens/action-tokens.js';
import { AccountRepository, type AccountWithPassword } from '../data/account.repository.js';
import { accountNotFound, wrongCurrentPassword } from '../domain/accounts.problems.js';
import { requireStrongPassword } from '../domain/password-policy.js';
import { PasswordHasher } from '../hashing/password-hasher.js';
import { ReplacePassword } from './replace-password.js';

export interface PasswordChange {
  readonly actorId: string;
  readonly clientId: string;
  readonly currentPassword: string;
  readonly newPassword: string;
  readonly origin: Origin;
}

/** Changes the own password. Guesses at the current one are limited: the bearer of a stolen token is not its owner. */
@Injectable()
export class ChangePassword {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly hasher: PasswordHasher,
    private readonly guesses: Guesses,
    private readonly tokens: ActionTokens,
    private readonly replace: ReplacePassword,
    private readonly audit: AuditTrail,
  ) {}

  async execute(change: PasswordChange): Promise<'published' | 'pending'> {
    const account = await this.accounts.findById(this.database, change.actorId);
    if (!account) throw accountNotFound();
    requireStrongPassword(change.newPassword, account);
    try {
      await this.requireCurrent(account, change);
      return await this.replace.afterCommit(await this.replaceUnlessChanged(account, change));
    } catch (error) {
      await this.auditRefusal(change, error);
      throw error;
    }
  }

  private async requireCurrent(account: AccountWithPassword, change: PasswordChange): Promise<void> {
    const check = () => this.hasher.matches(account.passwordHash, change.currentPassword);
    // By the address, as at a login: a stolen token gives nobody a second count.
    const guess = await this.guesses.prepare(account.email, change.origin);
    if (!(await this.hasher.inTurn(guess.turn, () => guess.make(check)))) throw wrongCurrentPassword();
  }

  private async replaceUnlessChanged(account: AccountWithPassword, change: PasswordChange): Promise<OutboxMessage> {
    const passwordHash = await this.hasher.hash(change.newPassword, turnOf('password', change.origin));
    return this.database.$transaction(async (tx) => {
      // Tokens before the account, as a reset takes them: two changes at once wait for each other, and never both.
      await this.tokens.invalidateActionTokens(tx, 'password-reset', account.id);
      const locked = await this.accounts.lock(tx, account.id);
      // Somebody was faster: what was checked above is no longer the password, or the account no longer open.
      if (locked?.status !== 'active') throw wrongCurrentPassword({ privateDetail: 'deactivated' });
      if (locked.passwordHash !== account.passwordHash)
        throw wrongCurrentPassword({ privateDetail: 'password_changed' });
      const { actorId, clientId, origin } = change;
      const actor = { actorId, clientId };
      return this.replace.execute(tx, { account: locked, passwordHash, reason: 'password-changed', actor, origin });
    });
  }

  private auditRefusal({ actorId, clientId, origin }: PasswordChange, error: unknown): Promise<void> {
    const target = { targetType: 'account', targetId: actorId } as const;
    const entry = { action: 'account.password-changed', actorId, clientId, ...target, origin };
    return this.audit.recordRefusal(this.database, entry, error);
  }
}
