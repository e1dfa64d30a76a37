import type { Share, TokenBuckets } from '@hallpass/platform';
import type { Origin } from '../audit/origin.js';
import { tooManyAttempts } from './domain/attempts.problems.js';
import { clientNetworks } from './domain/client-network.js';
import { retryAfter } from './domain/retry-after.js';

/**
 * Limits the requests of each network of a client to each endpoint for clients, before anything is looked up for them. Counted in
 * memory, at each replica by itself: a refresh has no round trip to spare for it.
 */
export class OAuthRequests {
  constructor(private readonly buckets: TokenBuckets) {}

  /**
   * @param endpoint any name of it
   * @throws ProblemError `too_many_attempts` (429, `Retry-After` in seconds)
   */
  count(endpoint: string, origin: Origin): void {
    const waitMs = this.buckets.take(sharesOf(endpoint, origin));
    if (waitMs > 0) throw tooManyAttempts(retryAfter(waitMs));
  }

  /** Does not count a request after all. */
  giveBack(endpoint: string, origin: Origin): void {
    this.buckets.giveBack(sharesOf(endpoint, origin));
  }
}

function sharesOf(endpoint: string, { ip }: Origin): Share[] {
  return clientNetworks(ip).map(({ prefix, allowance }) => ({ key: `${endpoint} ${prefix}`, allowance }));
}
