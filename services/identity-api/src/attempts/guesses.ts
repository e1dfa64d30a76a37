import type { Origin } from '../audit/origin.js';
import { clientNetwork } from './domain/client-network.js';
import type { Limiter } from './limiter.js';

/**
 * Limits guesses at passwords for each pair of account and client, and for each client. Nothing is counted for an account
 * alone, so nobody can lock another person out.
 */
export class Guesses {
  constructor(
    private readonly perAccount: Limiter,
    private readonly perClient: Limiter,
  ) {}

  /**
   * Makes one guess. It is counted before it is checked, so that guesses in parallel count too; a right one starts the
   * account's count again, and one that could not be checked (`isRight` throws) doesn't count.
   *
   * @param account the address or the id that is tried, known or not
   * @throws ProblemError `too_many_attempts` (429, `Retry-After` in seconds); what `isRight` throws
   */
  async check(account: string, origin: Origin, isRight: () => Promise<boolean>): Promise<boolean> {
    const client = clientNetwork(origin.ip);
    await this.perClient.consume(client);
    await this.perAccount.consume(account, client);
    try {
      const right = await isRight();
      if (right) await Promise.all([this.perAccount.forget(account, client), this.perClient.giveBack(client)]);
      return right;
    } catch (error) {
      await Promise.all([this.perAccount.giveBack(account, client), this.perClient.giveBack(client)]);
      throw error;
    }
  }
}
