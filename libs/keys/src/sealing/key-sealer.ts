import { readFile } from 'node:fs/promises';
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';
import { KeyEncryptionKeyError, parseKeyEncryptionKeys, type KeyEncryptionKey } from './key-encryption-keys.js';

const ALG = 'A256KW';
const ENC = 'A256GCM';

/**
 * Seals small secrets at rest as compact JWE (RFC 7516, A256KW with A256GCM) under a key-encryption key that is not
 * where the sealed text is. The keys are in order, the newest first. The first that does not only open seals; all of them
 * open. What an older key has sealed is to be sealed anew; what a newer one has sealed, at a replica that is ahead, is left alone.
 * So a key is replaced without a gap: put the new one first, opening only, everywhere; then let it seal; then take out the old one.
 */
export class KeySealer {
  readonly #sealing: KeyEncryptionKey;
  readonly #keys: ReadonlyMap<string, Uint8Array>;
  readonly #newer: ReadonlySet<string>;

  /** @throws KeyEncryptionKeyError when there is no key that seals */
  constructor(keys: readonly KeyEncryptionKey[]) {
    const index = keys.findIndex(({ opensOnly = false }) => !opensOnly);
    const sealing = keys[index];
    if (sealing === undefined) throw new KeyEncryptionKeyError('There is no key-encryption key that seals.');
    this.#sealing = sealing;
    this.#keys = new Map(keys.map(({ kid, key }) => [kid, key]));
    this.#newer = new Set(keys.slice(0, index).map(({ kid }) => kid));
  }

  /** The `kid`s of the keys before the one that seals: nothing should need them before long. */
  get olderKids(): readonly string[] {
    return [...this.#keys.keys()].filter((kid) => kid !== this.#sealing.kid && !this.#newer.has(kid));
  }

  /** Reads a JWK Set of 256-bit `oct` keys, the newest first. Throws KeyEncryptionKeyError naming the file and what is wrong with it. */
  static async fromFile(path: string): Promise<KeySealer> {
    let json: string;
    try {
      json = await readFile(path, 'utf8');
    } catch (error) {
      throw new KeyEncryptionKeyError(`The key-encryption keys can't be read from ${path}: does the file exist?`, {
        cause: error,
      });
    }
    return new KeySealer(parseKeyEncryptionKeys(json, path));
  }

  /** @param context what the secret is, not secret itself: only the same context opens it again */
  async seal(plaintext: Uint8Array | string, context: string): Promise<string> {
    const bytes = typeof plaintext === 'string' ? new TextEncoder().encode(plaintext) : plaintext;
    return new CompactEncrypt(bytes)
      .setProtectedHeader({ alg: ALG, enc: ENC, kid: this.#sealing.kid, ctx: context })
      .encrypt(this.#sealing.key);
  }

  /** Throws KeyEncryptionKeyError when the key is not among ours, is another under the same name, or the context differs. */
  async open(jwe: string, context: string): Promise<Uint8Array> {
    const kid = sealedUnder(jwe);
    const key = kid === undefined ? undefined : this.#keys.get(kid);
    if (key === undefined) {
      throw new KeyEncryptionKeyError(
        `${context} is sealed under the key-encryption key "${kid ?? '?'}", which is not among the configured ones ` +
          `(${[...this.#keys.keys()].map((known) => `"${known}"`).join(', ')}). Put it back, after the one that seals.`,
      );
    }
    const { plaintext, protectedHeader } = await compactDecrypt(jwe, key, {
      keyManagementAlgorithms: [ALG],
      contentEncryptionAlgorithms: [ENC],
    }).catch((error: unknown) => {
      throw new KeyEncryptionKeyError(
        `${context} can't be opened with the key-encryption key "${kid}": it is not the one it was sealed under, ` +
          `or the sealed text was changed. Restore the key with this kid.`,
        { cause: error },
      );
    });
    if (protectedHeader['ctx'] !== context) {
      throw new KeyEncryptionKeyError(
        `What was sealed as "${String(protectedHeader['ctx'])}" was asked for as "${context}".`,
      );
    }
    return plaintext;
  }

  /** True when an older key than the one that seals has sealed it, or one that is not ours: opening it says so. */
  needsReseal(jwe: string): boolean {
    const kid = sealedUnder(jwe);
    return kid === undefined || (kid !== this.#sealing.kid && !this.#newer.has(kid));
  }
}

function sealedUnder(jwe: string): string | undefined {
  return decodeProtectedHeader(jwe).kid;
}
