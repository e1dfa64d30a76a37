import { Injectable } from '@nestjs/common';
import { AccountRequests } from '../../attempts/account-requests.js';
import { Guesses } from '../../attempts/guesses.js';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { Origin } from '../../audit/origin.js';
import { Database } from '../../database/database.js';
import { ActionTokens } from '../../tokens/action-tokens.js';
import { invalidActionToken } from '../../tokens/domain/tokens.problems.js';
import { RegistrationRepository } from '../data/registration.repository.js';
import { passwordRequired, passwordMismatch } from '../domain/accounts.problems.js';
import type { Registration } from '../domain/registration.js';
import { PasswordHasher } from '../hashing/password-hasher.js';
import { OpenAccount } from './open-account.js';

/** The registrations of one address that a password is compared with, beside the one of the token: each costs a hash. */
const OTHERS = 4;

export interface Verification {
  readonly token: string;
  /** The password that was chosen at registration. */
  readonly password?: string | undefined;
  readonly origin: Origin;
}

/**
 * Takes the token of the message as proof that its reader owns the address. Which password comes into force is another
 * question: anybody can register the address. Where one registration waits, it is that one; where several wait, its owner says
 * which by the password, whichever of the messages the token is from.
 *
 * @throws ProblemError `invalid_action_token` (400); `password_required`, `password_mismatch` (403), which
 * leave the token unused; `too_many_attempts` (429) and `hashing_busy` (503), both with `Retry-After` in seconds.
 */
@Injectable()
export class VerifyEmail {
  constructor(
    private readonly database: Database,
    private readonly registrations: RegistrationRepository,
    private readonly hasher: PasswordHasher,
    private readonly requests: AccountRequests,
    private readonly guesses: Guesses,
    private readonly tokens: ActionTokens,
    private readonly open: OpenAccount,
    private readonly audit: AuditTrail,
  ) {}

  async execute({ token, password, origin }: Verification): Promise<void> {
    await this.requests.count('verify-email', origin);
    const verified = await this.tokens.verify('email-verification', token);
    try {
      const registration = await this.choose(verified.owner, password, origin);
      await this.database.$transaction(async (tx) => {
        await this.tokens.consume(tx, verified);
        await this.open.execute(tx, registration, origin);
      });
    } catch (error) {
      const target = { targetType: 'account', targetId: verified.owner } as const;
      await this.audit.recordRefusal(this.database, { action: 'account.email-verified', ...target, origin }, error);
      throw error;
    }
  }

  private async choose(id: string, password: string | undefined, origin: Origin): Promise<Registration> {
    const own = await this.registrations.find(this.database, id);
    if (!own) throw invalidActionToken({ privateDetail: 'address_taken' });
    const others = await this.registrations.findOthers(this.database, own, OTHERS);
    if (password !== undefined) return this.chooseBy(password, own, others, origin);
    if (own.isAccount || others.length > 0) throw passwordRequired();
    return own;
  }

  private async chooseBy(
    password: string,
    own: Registration,
    others: readonly Registration[],
    origin: Origin,
  ): Promise<Registration> {
    let chosen: Registration | undefined;
    const isRight = async () => {
      for (const each of [own, ...others]) {
        if (await this.hasher.matches(each.passwordHash, password)) chosen = each;
        if (chosen) return true;
      }
      return false;
    };
    const guess = await this.guesses.prepare(own.id, origin);
    await this.hasher.inTurn(guess.turn, () => guess.make(isRight));
    if (!chosen) throw passwordMismatch();
    return chosen;
  }
}
