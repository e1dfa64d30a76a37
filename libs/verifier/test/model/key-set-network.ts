import type { JWK } from 'jose';
import type { Clock } from '../../src/clock.js';

const MAX_AGE_SECONDS = 10;
const CACHE_CONTROL = { 'cache-control': `public, max-age=${MAX_AGE_SECONDS}` };
const CACHES = 2;

/** A request for the key set, somewhere between a verifier and the database of the issuer. */
interface Exchange {
  readonly url: string;
  /** RFC 9111 section 5.2.1.4. */
  readonly noCache: boolean;
  readonly answer: (keys: readonly JWK[]) => void;
  /** The cache that passed it on to the issuer. */
  passedOn?: { readonly cache: number; readonly at: number };
  /** What the issuer has read for it. */
  reading?: readonly JWK[];
}

/**
 * The way from verifiers to the key set and back, in steps that the test takes: HTTP caches (RFC 9111) that keep a copy for its
 * max-age and ask the issuer when a request says `no-cache`, and an issuer that reads its key set some time after it was asked
 * and answers some time after it has read.
 */
export class KeySetNetwork {
  private readonly exchanges: Exchange[] = [];
  private readonly copies = new Map<number, { readonly keys: readonly JWK[]; readonly requestedAt: number }>();

  constructor(
    private readonly clock: Clock,
    private readonly read: () => readonly JWK[],
  ) {}

  /** In place of the global one. */
  readonly fetch: typeof fetch = (input, init) =>
    new Promise((resolve) => {
      this.exchanges.push({
        url: String(input),
        noCache: new Headers(init?.headers).get('cache-control') === 'no-cache',
        answer: (keys) => resolve(Response.json({ keys }, { headers: CACHE_CONTROL })),
      });
    });

  /** Whether a request for that address is on its way. */
  isAsked(url: string): boolean {
    return this.exchanges.some((exchange) => exchange.url === url);
  }

  /** One of those under way takes its next step; one that leaves a verifier meets that cache. */
  goOn(which: number, cache: number): void {
    const exchange = this.exchanges[which % Math.max(1, this.exchanges.length)];
    if (exchange === undefined) return;
    if (exchange.passedOn === undefined) this.arriveAt(cache % CACHES, exchange);
    else if (exchange.reading === undefined) exchange.reading = this.read();
    else {
      this.copies.set(exchange.passedOn.cache, { keys: exchange.reading, requestedAt: exchange.passedOn.at });
      this.end(exchange, exchange.reading);
    }
  }

  private arriveAt(cache: number, exchange: Exchange): void {
    const copy = this.copies.get(cache);
    const now = this.clock.monotonic();
    const isFresh = copy !== undefined && now - copy.requestedAt < MAX_AGE_SECONDS * 1000;
    if (isFresh && !exchange.noCache) this.end(exchange, copy.keys);
    else exchange.passedOn = { cache, at: now };
  }

  private end(exchange: Exchange, keys: readonly JWK[]): void {
    this.exchanges.splice(this.exchanges.indexOf(exchange), 1);
    exchange.answer(keys);
  }
}
