import type { Origin } from '../audit/origin.js';
import { clientNetwork } from './domain/client-network.js';
import type { Limiter } from './limiter.js';

export type AccountRequest = 'register' | 'verify-email' | 'password-forgot' | 'password-reset';

/** Limits what a stranger can ask for about accounts, for each kind of request and each client. */
export class AccountRequests {
  constructor(private readonly limiter: Limiter) {}

  /** @throws ProblemError `too_many_attempts` (429, `Retry-After` in seconds) */
  async count(request: AccountRequest, origin: Origin): Promise<void> {
    await this.limiter.consume(request, clientNetwork(origin.ip));
  }
}
