import { type Clock, type Log, type SqlClient, type SqlExecutor, systemClock } from '@hallpass/ports';
import { SignJWT, compactDecrypt, decodeProtectedHeader, type JWK, type JWTPayload } from 'jose';
import { SealedPrivateKeys } from './data/sealed-private-keys.js';
import { SigningKeyTable } from './data/signing-key-table.js';
import { DEFAULT_TIMING, type KeyDescription, type KeySetDefinition, type KeySetTiming } from './domain/key-set.js';
import { keySetNotFound, signingKeyUnavailable } from './domain/keys.problems.js';
import { dueSteps } from './domain/lifecycle.js';
import { KeyChanges } from './key-changes.js';
import { UndecryptableError } from './key-errors.js';
import { KeyLoader } from './key-loader.js';
import { KeySnapshot, type PublishedSet, type UsableKey } from './key-snapshot.js';
import { Resealing } from './resealing.js';
import type { KeySealer } from './sealing/key-sealer.js';
import type { SealedStore } from './sealing/sealed-store.js';

export interface KeyRingOptions {
  readonly sql: SqlClient;
  readonly sealer: KeySealer;
  readonly definitions: readonly KeySetDefinition[];
  /** What else the service keeps sealed by the sealer: it is sealed anew with the private keys. */
  readonly sealedElsewhere?: readonly SealedStore[];
  readonly clock?: Clock;
  readonly timing?: Partial<KeySetTiming>;
  readonly logger?: Log;
}

/** A key set as it is served (RFC 7517 section 5). `etag` is strong, in quotes. */
export interface PublishedKeySet extends PublishedSet {
  readonly mediaType: typeof MEDIA_TYPE;
  readonly maxAgeSeconds: number;
}

/** RFC 7517 section 8.5.2. */
const MEDIA_TYPE = 'application/jwk-set+json';

/** A database that hangs must not make every key set unreachable: verifiers would have none at all. */
const READ_THROUGH_WITHIN_MS = 1_000;
const TRANSACTION = { timeout: 15_000, maxWait: 10_000 };

/**
 * The key sets of a service: created, published, rotated and retired by the clock, the same on any number of replicas.
 * What is asked on every request is in memory and synchronous. Private keys are never handed out in a form that can be
 * exported; `alg` is the key's, never a token's.
 */
export class KeyRing {
  readonly #sql: SqlClient;
  readonly #definitions: ReadonlyMap<string, KeySetDefinition>;
  readonly #clock: Clock;
  readonly #timing: KeySetTiming;
  readonly #changes: KeyChanges;
  readonly #loader: KeyLoader;
  readonly #resealing: Resealing;
  readonly #logger: Log | undefined;
  readonly #listeners = new Set<() => void>();
  #snapshot: KeySnapshot;
  #round: Promise<void> = Promise.resolve();
  #nextReading: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor({ sql, sealer, definitions, sealedElsewhere = [], clock = systemClock, timing, logger }: KeyRingOptions) {
    this.#sql = sql;
    this.#definitions = new Map(definitions.map((definition) => [definition.useCase, { ...definition }]));
    this.#clock = clock;
    this.#timing = { ...DEFAULT_TIMING, ...timing };
    this.#logger = logger;
    this.#changes = new KeyChanges({ definitions: this.#definitions, sealer, clock, timing: this.#timing });
    this.#loader = new KeyLoader(sealer);
    this.#snapshot = new KeySnapshot(this.#useCases(), []);
    const stores = [new SealedPrivateKeys(sql, this.#useCases()), ...sealedElsewhere];
    this.#resealing = new Resealing({ stores, sealer, clock, logger });
  }

  /**
   * Seals anew what an older key-encryption key has sealed, creates the keys that are missing, loads all, and goes on
   * maintaining in the background. Throws KeyEncryptionKeyError when something that is stored can't be opened.
   */
  async start(): Promise<void> {
    await this.#inTurn(async () => {
      await this.#resealing.run();
      await this.#maintain((error) => {
        throw error;
      });
    });
    this.#schedule();
  }

  /** Resolves when no maintenance is under way. What is in memory goes on to work. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#round;
  }

  /** One round: does what is due, then reloads. Throws when the database is away; what is in memory stays. */
  async maintain(): Promise<void> {
    await this.#inTurn(() => this.#maintain((error) => this.#reportSealed(error)));
    await this.#resealing.runWhenDue();
  }

  /** Reads what other replicas, or a transaction of the caller's, have changed. */
  async reload(): Promise<void> {
    await this.#inTurn(() => this.#load((error) => this.#reportSealed(error)));
  }

  /**
   * Reads what the database has now. Calls share a reading that has not begun; one that has may be older than the call, so
   * however many call, one reading at a time is under way. Throws when the database is away.
   */
  async refresh(): Promise<void> {
    this.#nextReading ??= this.#inTurn(() => {
      this.#nextReading = undefined;
      return this.#load(() => undefined); // Each round of maintenance reports what can't be opened; a request need not.
    });
    await this.#nextReading;
  }

  /**
   * The key that signs now; it can't be exported. Throws `signing_key_unavailable` before `start`, and while the key-encryption
   * keys don't open it.
   */
  signingKey(useCase: string): UsableKey {
    const active = this.#snapshot.active(useCase);
    if (active?.privateKey === undefined || active.description.use !== 'sig') {
      throw signingKeyUnavailable({
        privateDetail: `The key set "${useCase}" has no key to sign with: ${this.#snapshot.unusable(useCase) ?? 'it is not for signing'}`,
        headers: { 'Retry-After': String(Math.ceil(this.#timing.refreshSeconds)) },
      });
    }
    return { kid: active.description.kid, alg: active.description.alg, key: active.privateKey };
  }

  /** A compact JWS of the claims with the header `alg`, `kid` and `typ` (RFC 7519, RFC 8725 section 3.11). */
  async sign(useCase: string, typ: string, claims: JWTPayload): Promise<string> {
    const { kid, alg, key } = this.signingKey(useCase);
    return new SignJWT(claims).setProtectedHeader({ alg, kid, typ }).sign(key);
  }

  /** Opens a compact JWE that was encrypted to a published key of the use case. Throws UndecryptableError. */
  async decrypt(useCase: string, jwe: string): Promise<Uint8Array> {
    try {
      const { kid = '' } = decodeProtectedHeader(jwe);
      const key = this.#snapshot.published(useCase, kid);
      if (key?.privateKey === undefined || key.description.use !== 'enc') throw new Error(`no key with kid ${kid}`);
      const { plaintext } = await compactDecrypt(jwe, key.privateKey, {
        keyManagementAlgorithms: [key.description.alg],
        contentEncryptionAlgorithms: ['A256GCM'],
        maxDecompressedLength: 0,
      });
      return plaintext;
    } catch (error) {
      throw new UndecryptableError(useCase, error);
    }
  }

  /** The public key, while it is in the key set. */
  verificationKey(useCase: string, kid: string): UsableKey | undefined {
    const key = this.#snapshot.published(useCase, kid);
    if (key?.description.use !== 'sig') return undefined;
    return { kid, alg: key.description.alg, key: key.publicKey };
  }

  /** The public keys (RFC 7517), of one use case or of all that don't stand alone: the active one first. Throws `key_set_not_found`. */
  jwks(useCase?: string): { readonly keys: readonly JWK[] } {
    return this.#published(useCase).jwks;
  }

  /** The strong entity tag of {@link jwks}, in quotes. Throws `key_set_not_found`. */
  etag(useCase?: string): string {
    return this.#published(useCase).etag;
  }

  /**
   * The public keys to be served, as the database has them at the call: once a withdrawal is committed, no replica serves the
   * key any more, whether or not it has heard of it. While the database is away, the last copy. Throws `key_set_not_found`.
   */
  async publish(useCase?: string): Promise<PublishedKeySet> {
    this.#published(useCase);
    await settledWithin(this.refresh(), READ_THROUGH_WITHIN_MS);
    return { ...this.#published(useCase), mediaType: MEDIA_TYPE, maxAgeSeconds: this.maxAgeSeconds };
  }

  /** Seconds a key set may be cached: the `max-age` it is to be served with. */
  get maxAgeSeconds(): number {
    return this.#timing.maxAgeSeconds;
  }

  /** Why the ring can't do its work: for each use case whose active key is not at hand, the reason. Empty when it can. */
  unusable(): readonly string[] {
    return this.#useCases().flatMap((useCase) => this.#snapshot.unusable(useCase) ?? []);
  }

  /** How much is still sealed under older key-encryption keys, here and elsewhere: they are needed until it is 0. */
  async sealedUnderOlderKeys(): Promise<number> {
    return this.#resealing.pending();
  }

  /** Every key there was, the oldest first. */
  list(): readonly KeyDescription[] {
    return this.#snapshot.descriptions;
  }

  /**
   * Publishes the next key of the set; it signs from `activatesAt` on, when no verifier can lack it. While one is
   * waiting, the answer is that one. With `tx`, call {@link reload} after the commit. Throws `key_set_not_found`.
   */
  async rotate(useCase: string, tx?: SqlExecutor): Promise<{ kid: string; activatesAt: Date }> {
    const definition = this.#definitions.get(useCase);
    if (definition === undefined) throw keySetNotFound();
    return this.#change(tx, (executor) => this.#changes.rotate(executor, definition));
  }

  /**
   * Takes a key out of its set for good: nothing it signed is to be believed. The replacement is active at once. With
   * `tx`, call {@link reload} after the commit. Throws `key_not_found`, `key_already_withdrawn`.
   */
  async withdraw(kid: string, reason: string, tx?: SqlExecutor): Promise<{ useCase: string; replacementKid: string }> {
    return this.#change(tx, (executor) => this.#changes.withdraw(executor, kid, reason));
  }

  /** Calls back when a key has come, gone or changed its state. Returns how to stop that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #change<T>(tx: SqlExecutor | undefined, change: (tx: SqlExecutor) => Promise<T>): Promise<T> {
    if (tx !== undefined) return change(tx);
    const result = await this.#sql.$transaction(change, TRANSACTION);
    await this.reload();
    return result;
  }

  async #maintain(onSealed: (error: unknown) => void): Promise<void> {
    await this.#load(onSealed);
    const due = [...this.#definitions.values()].filter((definition) => {
      const keys = this.#snapshot.descriptions.filter(({ useCase }) => useCase === definition.useCase);
      return dueSteps(keys, definition, this.#timing, this.#clock.now()).length > 0;
    });
    for (const definition of due) {
      await this.#sql.$transaction((tx) => this.#changes.bringUpToDate(tx, definition), TRANSACTION);
    }
    if (due.length > 0) await this.#load(onSealed);
  }

  async #load(onSealed: (error: unknown) => void): Promise<void> {
    const stored = await new SigningKeyTable(this.#sql).findByUseCases(this.#useCases());
    const next = new KeySnapshot(this.#useCases(), await this.#loader.load(stored, onSealed), this.#alone());
    const changed = !next.equals(this.#snapshot);
    this.#snapshot = next;
    if (changed) for (const listener of this.#listeners) listener();
  }

  /** One at a time, so that an older reading never replaces a younger one. */
  async #inTurn(work: () => Promise<void>): Promise<void> {
    const result = this.#round.then(work);
    this.#round = result.catch(() => undefined);
    return result;
  }

  #schedule(): void {
    this.#timer = setTimeout(() => {
      void this.maintain()
        .catch((error: unknown) => this.#logger?.warn({ msg: 'the key sets could not be maintained', err: error }))
        .finally(() => {
          if (this.#timer !== undefined) this.#schedule();
        });
    }, this.#timing.refreshSeconds * 1_000);
    this.#timer.unref();
  }

  #reportSealed(error: unknown): void {
    this.#logger?.error({ msg: 'a private key can not be opened; it will not be used', err: error });
  }

  #published(useCase: string | undefined) {
    const set = this.#snapshot.set(useCase);
    if (set === undefined) throw keySetNotFound();
    return set;
  }

  #alone(): ReadonlySet<string> {
    const alone = [...this.#definitions.values()].filter(({ standsAlone }) => standsAlone);
    return new Set(alone.map(({ useCase }) => useCase));
  }

  #useCases(): string[] {
    return [...this.#definitions.keys()];
  }
}

/** Resolves when the work has ended, well or not, or the time is over. */
async function settledWithin(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms).unref()));
  await Promise.race([work.catch(() => undefined), timeUp]);
  clearTimeout(timer);
}
