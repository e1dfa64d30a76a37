import type { Origin } from '../audit/origin.js';
import { tooManyAttempts } from './domain/attempts.problems.js';
import { clientNetworks, turnOf } from './domain/client-network.js';
import { digest } from './domain/digest.js';
import { retryAfter } from './domain/retry-after.js';
import { Guess } from './guess.js';
import type { GuessCounts } from './guess-counts.js';
import type { KnownNetworks } from './known-networks.js';
import type { Limiter } from './limiter.js';

/** All strangers together have this many times as many free guesses at an account as one of them. */
const ALLOWANCE_OF_STRANGERS = 2;

/**
 * Limits guesses at passwords: for each account from all strangers together, for each account from one network, and for each
 * network whatever the account. A network from which the owner has logged in is no stranger: what others guess does not keep the
 * owner out there. Elsewhere the right password is taken after the wait, and a reset makes the network known.
 */
export class Guesses {
  constructor(
    private readonly counts: GuessCounts,
    private readonly perClient: Limiter,
    private readonly known: KnownNetworks,
  ) {}

  /**
   * Prepares a guess, without counting it yet.
   *
   * @param email normalised, or whatever was tried in its place; known or not, it costs and behaves the same
   * @throws ProblemError `too_many_attempts` (429, `Retry-After` in seconds) when it has to wait
   */
  async prepare(email: string, origin: Origin): Promise<Guess> {
    const networks = clientNetworks(origin.ip);
    const pair = pairOf(email, origin);
    const isKnown = await this.known.isKnown(pair);
    const fromNetwork = { key: digest('network', email, pair.network), allowance: 1 };
    const fromStrangers = { key: digest('strangers', email), allowance: ALLOWANCE_OF_STRANGERS };
    const counts = isKnown ? [fromNetwork] : [fromNetwork, fromStrangers];
    for (const count of counts) {
      const waitMs = await this.counts.waitMs(count);
      if (waitMs > 0) throw tooManyAttempts(retryAfter(waitMs));
    }
    // What others guess in a known network at other accounts is no reason to keep the owner out.
    const clients = isKnown ? [] : networks.map(({ prefix, allowance }) => ({ key: [prefix], allowance }));
    await this.perClient.check(clients);
    const turn = [...turnOf(isKnown ? 'known' : 'stranger', origin), pair.account];
    return new Guess(this.counts, this.perClient, { turn, counts, clients });
  }

  /** The owner has logged in, or has proved otherwise to be the owner. */
  async remember(email: string, origin: Origin): Promise<void> {
    await this.known.note(pairOf(email, origin));
  }
}

function pairOf(email: string, { ip }: Origin) {
  const [client] = clientNetworks(ip);
  return { account: digest(email), network: digest(email, client?.prefix ?? '') };
}
