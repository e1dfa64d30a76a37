import { Injectable } from '@nestjs/common';
import { Guesses } from '../../attempts/guesses.js';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { Origin } from '../../audit/origin.js';
import { Database } from '../../database/database.js';
import { AccountRepository } from '../data/account.repository.js';
import type { Account } from '../domain/account.js';
import { invalidCredentials } from '../domain/accounts.problems.js';
import { normaliseEmail } from '../domain/email-address.js';
import { PasswordHasher } from '../hashing/password-hasher.js';

export interface Credentials {
  readonly email: string;
  readonly password: string;
  readonly origin: Origin;
}

/**
 * Checks an address and a password. Does the same work, and refuses with the same answer, for an unknown address, a wrong
 * password, a deactivated account and one whose address is not verified: who registers an address does not learn by logging in
 * whether it has an account already. A failure is audited here; a success by the use case that opens the session. That use case
 * must check again, under the lock on the account's row, that the account is active and `passwordChangedAt` is the same.
 *
 * @throws ProblemError `invalid_credentials` (401); `too_many_attempts` (429) and `hashing_busy` (503), both with `Retry-After` in seconds.
 */
@Injectable()
export class Authenticate {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly hasher: PasswordHasher,
    private readonly guesses: Guesses,
    private readonly audit: AuditTrail,
  ) {}

  async execute({ email, password, origin }: Credentials): Promise<Account> {
    const address = normaliseEmail(email);
    const found = address === undefined ? undefined : await this.accounts.findByEmail(this.database, address);
    let matches = false;
    // Nor does the count of attempts tell an account that can't be used from a wrong password.
    const check = async () => {
      matches = await this.hasher.matches(found?.passwordHash, password);
      return matches && found?.status === 'active' && found.emailVerifiedAt !== null;
    };
    const guess = await this.guesses.prepare(address ?? email, origin);
    const isRight = await this.hasher.inTurn(guess.turn, () => guess.make(check));
    if (!found || !isRight) {
      await this.auditFailure(found, matches ? unusable(found) : 'invalid_credentials', origin);
      throw invalidCredentials();
    }
    await this.guesses.remember(found.email, origin);
    const { passwordHash, ...account } = found;
    if (this.hasher.needsRehash(passwordHash)) {
      // The hash follows today's parameters as people log in: the plain password is here only now.
      const rehashed = await this.hasher.hash(password, guess.turn);
      await this.accounts.rehash(this.database, account.id, passwordHash, rehashed);
    }
    return account;
  }

  private auditFailure(found: Account | undefined, reason: string, origin: Origin): Promise<void> {
    return this.audit.record(this.database, {
      action: 'account.login',
      outcome: 'failure',
      ...(found ? { targetType: 'account', targetId: found.id } : {}),
      details: { reason },
      origin,
    });
  }
}

function unusable(account: Account | undefined): string {
  return account?.status === 'active' ? 'email_not_verified' : 'deactivated';
}
