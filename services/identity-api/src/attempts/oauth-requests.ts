import type { Origin } from '../audit/origin.js';
import { tooManyAttempts } from './domain/attempts.problems.js';
import { clientNetwork } from './domain/client-network.js';
import type { TokenBuckets } from './token-buckets.js';

/**
 * Limits the requests of each client network to each endpoint for clients, before anything is looked up for them. Counted in
 * memory, at each replica by itself: a refresh has no round trip to spare for it.
 */
export class OAuthRequests {
  constructor(private readonly buckets: TokenBuckets) {}

  /**
   * @param endpoint any name of it
   * @throws ProblemError `too_many_attempts` (429, `Retry-After` in seconds)
   */
  count(endpoint: string, origin: Origin): void {
    const waitMs = this.buckets.take(keyOf(endpoint, origin));
    if (waitMs === 0) return;
    const seconds = Math.max(1, Math.ceil(waitMs / 1000));
    throw tooManyAttempts({ headers: { 'Retry-After': String(seconds) } });
  }

  /** Does not count a request after all. */
  giveBack(endpoint: string, origin: Origin): void {
    this.buckets.giveBack(keyOf(endpoint, origin));
  }
}

function keyOf(endpoint: string, { ip }: Origin): string {
  return `${endpoint} ${clientNetwork(ip)}`;
}
