import { Injectable } from '@nestjs/common';
import type { Origin } from '../../audit/origin.js';
import type { Account } from '../domain/account.js';

export interface Credentials {
  readonly email: string;
  readonly password: string;
  readonly origin: Origin;
}

/**
 * Checks an address and a password. Does the same work, and refuses with the same answer, for an unknown address, a wrong
 * password and a deactivated account.
 *
 * @throws ProblemError `invalid_credentials` (401); `email_not_verified` (403), only after the right password;
 * `too_many_attempts` (429) and `hashing_busy` (503), both with `Retry-After` in seconds.
 */
@Injectable()
export class Authenticate {
  async execute(_credentials: Credentials): Promise<Account> {
    throw new Error('being written');
  }
}
