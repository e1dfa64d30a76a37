import { createHash } from 'node:crypto';
import type { CryptoKey, JWK } from 'jose';
import { byPrecedence, isPublished, type KeyAlgorithm, type KeyDescription } from './domain/key-set.js';

/** A key with its parts imported; `privateKey` can't be exported. */
export interface LoadedKey {
  readonly description: KeyDescription;
  readonly publicJwk: JWK;
  readonly publicKey: CryptoKey;
  readonly privateKey: CryptoKey | undefined;
  /** Why the private part can't be opened. */
  readonly unopened?: string;
}

/** A key by which something is verified or signed, with the one algorithm it is for. */
export interface UsableKey {
  readonly kid: string;
  readonly alg: KeyAlgorithm;
  readonly key: CryptoKey;
}

export interface PublishedSet {
  readonly jwks: { readonly keys: readonly JWK[] };
  readonly etag: string;
}

/** The key sets at one moment, with everything that is asked often computed once. Immutable. */
export class KeySnapshot {
  readonly descriptions: readonly KeyDescription[];
  readonly #active = new Map<string, LoadedKey>();
  readonly #byKid = new Map<string, LoadedKey>();
  readonly #sets = new Map<string, PublishedSet>();
  readonly #all: PublishedSet;

  /** @param alone the use cases whose keys are not in the set of all */
  constructor(useCases: readonly string[], keys: readonly LoadedKey[], alone: ReadonlySet<string> = new Set()) {
    this.descriptions = keys.map(({ description }) => description);
    const published = keys
      .filter(({ description }) => isPublished(description))
      .sort((a, b) => byPrecedence(a.description, b.description));
    for (const key of published) {
      const { kid, useCase, state } = key.description;
      this.#byKid.set(kid, key);
      if (state === 'active') this.#active.set(useCase, key);
    }
    for (const useCase of useCases) {
      this.#sets.set(useCase, toSet(published.filter(({ description }) => description.useCase === useCase)));
    }
    this.#all = toSet(published.filter(({ description }) => !alone.has(description.useCase)));
  }

  /** Why nothing can be signed, or opened that was encrypted to it; undefined when it can. */
  unusable(useCase: string): string | undefined {
    const active = this.#active.get(useCase);
    if (active === undefined)
      return `the key set "${useCase}" has no active key: is it defined, and was the ring started?`;
    if (active.privateKey !== undefined) return undefined;
    return `the active key of the key set "${useCase}" can not be opened: ${active.unopened ?? 'it has no private part'}`;
  }

  active(useCase: string): LoadedKey | undefined {
    return this.#active.get(useCase);
  }

  published(useCase: string, kid: string): LoadedKey | undefined {
    const key = this.#byKid.get(kid);
    return key?.description.useCase === useCase ? key : undefined;
  }

  set(useCase?: string): PublishedSet | undefined {
    return useCase === undefined ? this.#all : this.#sets.get(useCase);
  }

  /** True when no one outside could tell the two apart: the same keys in the same states. */
  equals(other: KeySnapshot): boolean {
    const states = ({ descriptions }: KeySnapshot) => descriptions.map(({ kid, state }) => `${kid}=${state}`).join();
    return states(this) === states(other);
  }
}

function toSet(keys: readonly LoadedKey[]): PublishedSet {
  const jwks = { keys: keys.map(({ publicJwk }) => publicJwk) };
  const digest = createHash('sha256').update(JSON.stringify(jwks)).digest('base64url');
  return { jwks, etag: `"${digest}"` };
}
