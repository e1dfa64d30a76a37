import { systemClock, type Clock } from '../clock.js';
import { InvalidTokenError, KeySetUnavailableError } from '../errors.js';
import { readClock, type ClockReading } from '../issuer-clock/clock-reading.js';
import { FetchBudget } from './fetch-budget.js';
import { fetchJson } from './fetch-json.js';
import { readKeySet, type KeySet } from './key-set.js';
import { ALGORITHMS, type Algorithm, type KeySource, type VerificationKey } from './key-source.js';
import { discover, keySetUrl, reachable, type KeySetSelection } from './metadata.js';

export interface RemoteKeySourceOptions {
  readonly issuer: string;
  /** Which tokens the keys are for. Tells apart the key sets of an issuer that has several (`hallpass_key_sets`). */
  readonly select: KeySetSelection;
  /** Base URL of the metadata where the issuer is reached by another address than its name. */
  readonly discoveryUrl?: string;
  /** The key set's address, for an issuer without metadata: nothing is discovered. */
  readonly jwksUri?: string;
  readonly algorithms?: readonly Algorithm[];
  /** Milliseconds for each request. Default 5000. */
  readonly timeoutMs?: number;
  /** Milliseconds between fetches for unknown key ids once ten in a row were spent, and between retries. Default 5000. */
  readonly coolDownMs?: number;
  /** Milliseconds the last good key set is used while the issuer can't be reached. Default 24 hours. */
  readonly maxStaleMs?: number;
  readonly clock?: Clock;
}

interface Loaded {
  readonly keys: KeySet;
  readonly fetchedAt: number;
  readonly maxAgeMs: number;
}

const DEFAULT_MAX_AGE_MS = 300_000;
/** An issuer may not make us fetch all the time, nor keep a withdrawn key for ever. */
const MAX_AGE_BOUNDS_MS = [10_000, 86_400_000] as const;
/** Fetches for unknown key ids in a row: a rotation must be seen although a stranger has just been trying. */
const BURST = 10;
/** Services start together, and the issuer may be the last: until the first key set is here, attempts are frequent. */
const FIRST_RETRY_MS = 500;
/** Milliseconds after which a set that is older than a withdrawal is fetched again. */
const OLD_COPY_RETRY_MS = 1000;
/** Share of the max-age after which a look-up refreshes in the background. */
const REFRESH_AT = 0.75;

/**
 * The key set of an issuer, found by its metadata (RFC 8414) and kept for as long as its `Cache-Control` says. Refreshed in the
 * background before that; while the issuer is away the last good set is used, within a bound. Fetches are shared.
 *
 * @example
 * new RemoteKeySource({ issuer: 'https://issuer.example', select: { typ: 'at+jwt', audience: 'urn:example:api' } });
 */
export class RemoteKeySource implements KeySource {
  private readonly options: RemoteKeySourceOptions;
  private readonly clock: Clock;
  private readonly budget: FetchBudget;
  /** With when they were withdrawn. */
  private readonly withdrawn = new Map<string, number>();
  private reading: ClockReading | undefined;
  private loaded: Loaded | undefined;
  private fetching: Promise<KeySet> | undefined;
  private failed = false;
  private retryAt = 0;

  /** @throws TypeError when an address is not an http(s) URL */
  constructor(options: RemoteKeySourceOptions) {
    for (const url of [options.issuer, options.discoveryUrl, options.jwksUri]) {
      if (url === undefined || /^https?:$/.test(URL.parse(url)?.protocol ?? '')) continue;
      throw new TypeError(`"${url}" is not an http(s) URL`);
    }
    this.options = { ...options };
    this.clock = options.clock ?? systemClock;
    this.budget = new FetchBudget({ burst: BURST, coolDownMs: options.coolDownMs ?? 5000, clock: this.clock });
  }

  async getKey(kid: string, alg?: string): Promise<VerificationKey | undefined> {
    if (this.withdrawn.has(kid)) return undefined;
    const before = this.loaded;
    const known = (await this.keys()).find(kid, alg);
    if (known !== undefined) return this.unlessWithdrawn(known);
    const mayFetch = this.isOldCopy()
      ? this.mayFetchNewerCopy()
      : this.loaded === before && (this.fetching !== undefined || this.budget.spend(kid));
    if (!mayFetch) return this.unknownKey(kid);
    const found = (await this.fetch()).find(kid, alg);
    if (found !== undefined) return this.unlessWithdrawn(found);
    if (!this.isOldCopy()) this.budget.remember(kid);
    return this.unknownKey(kid);
  }

  /**
   * The key for that algorithm where the issuer has one only: for a token that names no key (OpenID Connect Core section 10.1).
   *
   * @throws KeySetUnavailableError when that can't be told
   */
  async onlyKey(alg: string): Promise<VerificationKey | undefined> {
    const key = (await this.keys()).only(alg);
    return key && this.unlessWithdrawn(key);
  }

  /** Also fetches the set anew, for the key that takes its place. */
  withdraw(kid: string): void {
    if (this.withdrawn.has(kid)) return;
    this.withdrawn.set(kid, this.clock.monotonic());
    this.fetchInBackground();
  }

  async ready(): Promise<void> {
    await this.keys();
  }

  issuerClock(): ClockReading | undefined {
    return this.reading;
  }

  /** A set that could not be refreshed, or is older than a withdrawal, can't tell a stranger's key id from a new key. */
  private unknownKey(kid: string): undefined {
    if (this.isOldCopy()) throw new KeySetUnavailableError('the key is unknown, and the key set an old copy');
    if (this.failed) throw new KeySetUnavailableError('the key is unknown, and the key set could not be refreshed');
    if (this.loaded?.keys.isUnaccepted(kid) === true) {
      throw new InvalidTokenError('The key of the token is published, but for an algorithm that is not accepted.', {
        reason: 'algorithm',
      });
    }
  }

  /**
   * Whether the set at hand still has a withdrawn key: a cache on the way, or a replica, has not heard of the withdrawal.
   * No copy may live longer than the max-age; an issuer that publishes the key even then does so for good.
   */
  private isOldCopy(): boolean {
    const { loaded, withdrawn } = this;
    if (loaded === undefined || withdrawn.size === 0) return false;
    const now = this.clock.monotonic();
    return [...withdrawn].some(([kid, since]) => loaded.keys.has(kid) && now - since < loaded.maxAgeMs);
  }

  /** Whether a copy of the key set from before a withdrawal may live: whatever is at hand here, a cache on the way may have one. */
  private mayBeCachedFromBefore(): boolean {
    const longest = this.loaded?.maxAgeMs ?? Infinity;
    const now = this.clock.monotonic();
    return [...this.withdrawn.values()].some((since) => now - since < longest);
  }

  /** Without the strangers' budget, which they may have spent: one fetch in each second is all they get out of it. */
  private mayFetchNewerCopy(): boolean {
    if (this.fetching !== undefined) return true;
    const now = this.clock.monotonic();
    return now >= this.retryAt && now - (this.loaded?.fetchedAt ?? 0) >= OLD_COPY_RETRY_MS;
  }

  private unlessWithdrawn(key: VerificationKey): VerificationKey | undefined {
    return this.withdrawn.has(key.kid) ? undefined : key;
  }

  private async keys(): Promise<KeySet> {
    const { loaded } = this;
    const now = this.clock.monotonic();
    if (loaded === undefined) return this.fetchUnlessJustFailed(now);
    const age = now - loaded.fetchedAt;
    if (age < loaded.maxAgeMs * REFRESH_AT) return loaded.keys;
    if (age > loaded.maxAgeMs + (this.options.maxStaleMs ?? 86_400_000)) return this.fetchUnlessJustFailed(now);
    // After a failure nobody waits: an issuer that hangs would else cost every look-up its timeout.
    if (age >= loaded.maxAgeMs && !this.failed) return this.fetch().catch(() => loaded.keys);
    if (now >= this.retryAt) this.fetchInBackground();
    return loaded.keys;
  }

  /** An issuer that is down would else keep every request waiting for its timeout. */
  private fetchUnlessJustFailed(now: number): Promise<KeySet> {
    if (this.fetching === undefined && now < this.retryAt) {
      throw new KeySetUnavailableError(`the last attempt failed; the next is in ${this.retryAt - now} ms`);
    }
    return this.fetch();
  }

  private fetchInBackground(): void {
    this.fetch().catch(() => undefined); // The set at hand goes on serving; a set past its bound is reported by getKey.
  }

  private fetch(): Promise<KeySet> {
    this.fetching ??= this.loadUntilCurrent().finally(() => {
      this.fetching = undefined;
    });
    return this.fetching;
  }

  /** What was asked for before a withdrawal may have been read before it, and does not count: another fetch follows. */
  private async loadUntilCurrent(): Promise<KeySet> {
    const withdrawals = this.withdrawn.size;
    const loading = this.load();
    await loading.catch(() => undefined);
    return withdrawals === this.withdrawn.size ? loading : this.loadUntilCurrent();
  }

  private async load(): Promise<KeySet> {
    const { timeoutMs = 5000, algorithms = ALGORITHMS, coolDownMs = 5000 } = this.options;
    // No cache on the way may answer for the issuer while it may have a copy from before a withdrawal (RFC 9111 section 5.2.1.4).
    const init = this.mayBeCachedFromBefore() ? { headers: { 'cache-control': 'no-cache' } } : {};
    try {
      const address = await this.address(timeoutMs);
      const askedAt = this.clock.monotonic();
      const { body, maxAgeMs = DEFAULT_MAX_AGE_MS, date } = await fetchJson(address, timeoutMs, init);
      if (date !== undefined) this.reading = readClock(date, askedAt, this.clock);
      const keys = await readKeySet(body, algorithms);
      const [shortest, longest] = MAX_AGE_BOUNDS_MS;
      const bounded = Math.min(Math.max(maxAgeMs, shortest), longest);
      this.loaded = { keys, fetchedAt: this.clock.monotonic(), maxAgeMs: bounded };
      this.failed = false;
      return keys;
    } catch (cause) {
      this.failed = true;
      this.retryAt =
        this.clock.monotonic() + (this.loaded === undefined ? Math.min(FIRST_RETRY_MS, coolDownMs) : coolDownMs);
      throw new KeySetUnavailableError(`the key set of ${this.options.issuer} can't be fetched`, { cause });
    }
  }

  private async address(timeoutMs: number): Promise<string> {
    const { jwksUri, select, ...issuer } = this.options;
    if (jwksUri !== undefined) return jwksUri;
    return reachable(keySetUrl(await discover({ ...issuer, timeoutMs }), select), issuer);
  }
}
