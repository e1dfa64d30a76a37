import { type Clock, type Log, systemClock } from '@hallpass/ports';
import { CompactEncrypt } from 'jose';
import { RECIPIENT_ALG, fetchRecipientKey, type RecipientKey } from './fetch-recipient-key.js';

export interface JweRecipientOptions {
  /** Where the recipient publishes its key set. */
  readonly jwksUri: string;
  /** Milliseconds a fetch may take. Default 2000. */
  readonly timeoutMs?: number;
  /** Seconds a key is used for after its max-age while the recipient can't be reached. Default one day. */
  readonly staleIfErrorSeconds?: number;
  /** Seconds before a failed fetch is repeated, while there is a key to go on with. Default 5. */
  readonly retryAfterSeconds?: number;
  readonly clock?: Clock;
  readonly logger?: Log;
}

/** Keeps a key set that says `max-age=0` from being fetched for every message. */
const MIN_FRESH_MS = 5_000;

/**
 * Seals data for one recipient (RFC 7516, ECDH-ES+A256KW with A256GCM) with the encryption key that it publishes.
 * The key is fetched once for any number of callers, refreshed in the background, and kept when a refresh fails.
 */
export class JweRecipient {
  readonly #options: Required<Omit<JweRecipientOptions, 'logger'>>;
  readonly #logger: Log | undefined;
  #cached: { key: RecipientKey; freshUntil: number; usableUntil: number } | undefined;
  #fetching: Promise<RecipientKey> | undefined;
  #notBefore = 0;

  /** Throws a TypeError when `jwksUri` is not an http(s) URL. */
  constructor({ logger, ...options }: JweRecipientOptions) {
    const { protocol } = new URL(options.jwksUri);
    if (protocol !== 'http:' && protocol !== 'https:') throw new TypeError(`${options.jwksUri} is not an http(s) URL`);
    this.#logger = logger;
    this.#options = {
      timeoutMs: 2_000,
      staleIfErrorSeconds: 24 * 60 * 60,
      retryAfterSeconds: 5,
      clock: systemClock,
      ...options,
    };
  }

  /** A compact JWE of the data as JSON. Throws RecipientKeyUnavailableError. */
  async seal(data: object): Promise<string> {
    const { kid, key } = await this.#key();
    return new CompactEncrypt(new TextEncoder().encode(JSON.stringify(data)))
      .setProtectedHeader({ alg: RECIPIENT_ALG, enc: 'A256GCM', kid, cty: 'application/json' })
      .encrypt(key);
  }

  async #key(): Promise<RecipientKey> {
    const now = this.#options.clock.monotonic();
    const cached = this.#cached;
    if (cached === undefined || now >= cached.usableUntil) return this.#fetch();
    if (now >= cached.freshUntil && now >= this.#notBefore) {
      this.#fetch().catch((error: unknown) => {
        this.#notBefore = this.#options.clock.monotonic() + this.#options.retryAfterSeconds * 1_000;
        this.#logger?.warn({ msg: 'the encryption key of a recipient could not be refreshed', err: error });
      });
    }
    return cached.key;
  }

  /** However many ask, one request is under way. */
  async #fetch(): Promise<RecipientKey> {
    this.#fetching ??= this.#fetchAndKeep().finally(() => (this.#fetching = undefined));
    return this.#fetching;
  }

  async #fetchAndKeep(): Promise<RecipientKey> {
    const { jwksUri, timeoutMs, staleIfErrorSeconds, clock } = this.#options;
    const key = await fetchRecipientKey(jwksUri, timeoutMs);
    const freshUntil = clock.monotonic() + Math.max(MIN_FRESH_MS, key.maxAgeSeconds * 1_000);
    this.#cached = { key, freshUntil, usableUntil: freshUntil + staleIfErrorSeconds * 1_000 };
    return key;
  }
}
