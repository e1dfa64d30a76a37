import { importJWK, type CryptoKey, type JWK } from 'jose';
import { describe, type StoredKey } from './data/signing-key-table.js';
import { isPublished } from './domain/key-set.js';
import type { LoadedKey } from './key-snapshot.js';
import type { KeySealer } from './sealing/key-sealer.js';
import { sealingContext } from './sealing/sealing-context.js';

type Parts = Pick<LoadedKey, 'publicKey' | 'privateKey' | 'unopened'>;

/** Imports stored keys, each one once: parts never change under a kid. */
export class KeyLoader {
  #parts = new Map<string, Parts>();

  constructor(private readonly sealer: KeySealer) {}

  /**
   * @param onSealed told of each private part that can't be opened; its key is loaded without it
   */
  async load(stored: readonly StoredKey[], onSealed: (error: unknown) => void): Promise<LoadedKey[]> {
    const parts = new Map<string, Parts>();
    const loaded: LoadedKey[] = [];
    for (const key of stored) {
      const known = this.#parts.get(key.kid);
      const usable = known?.privateKey !== undefined || !isPublished(key) ? known : undefined;
      const imported = usable ?? (await this.#import(key, onSealed));
      const kept = isPublished(key) ? imported : { ...imported, privateKey: undefined };
      parts.set(key.kid, kept);
      loaded.push({ description: describe(key), publicJwk: key.publicJwk, ...kept });
    }
    this.#parts = parts; // forgets the private parts of keys that are gone
    return loaded;
  }

  async #import(key: StoredKey, onSealed: (error: unknown) => void): Promise<Parts> {
    const publicKey = await importKey(key.publicJwk, key.alg, true);
    if (key.sealedPrivateKey === null || !isPublished(key)) return { publicKey, privateKey: undefined };
    try {
      const opened = await this.sealer.open(key.sealedPrivateKey, sealingContext(key.kid));
      const privateJwk: JWK = JSON.parse(new TextDecoder().decode(opened));
      return { publicKey, privateKey: await importKey(privateJwk, key.alg, false) };
    } catch (error) {
      onSealed(error);
      return { publicKey, privateKey: undefined, unopened: error instanceof Error ? error.message : String(error) };
    }
  }
}

async function importKey(jwk: JWK, alg: string, extractable: boolean): Promise<CryptoKey> {
  const key = await importJWK(jwk, alg, { extractable });
  if (key instanceof Uint8Array) throw new TypeError(`a key for ${alg} is symmetric`);
  return key;
}
