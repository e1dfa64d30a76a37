import type { Origin } from '../audit/origin.js';
import { clientNetworks } from './domain/client-network.js';
import type { Limiter } from './limiter.js';

export type AccountRequest = 'register' | 'verify-email' | 'password-forgot' | 'password-reset';

/** Limits what a stranger can ask for about accounts, for each kind of request and each network of the client. */
export class AccountRequests {
  constructor(private readonly limiter: Limiter) {}

  /** @throws ProblemError `too_many_attempts` (429, `Retry-After` in seconds) */
  async count(request: AccountRequest, origin: Origin): Promise<void> {
    const networks = clientNetworks(origin.ip);
    await this.limiter.consume(networks.map(({ prefix, allowance }) => ({ key: [request, prefix], allowance })));
  }
}
