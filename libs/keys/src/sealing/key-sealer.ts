import { readFile } from 'node:fs/promises';
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';
import { KeyEncryptionKeyError, parseKeyEncryptionKeys, type KeyEncryptionKey } from './key-encryption-keys.js';

const ALG = 'A256KW';
const ENC = 'A256GCM';

/**
 * Seals small secrets at rest as compact JWE (RFC 7516, A256KW with A256GCM) under a key-encryption key that is not
 * where the sealed text is. The first key seals, all of them open; so the key can be rotated: put the new one second
 * everywhere, then first, then take the old one out.
 */
export class KeySealer {
  readonly #first: KeyEncryptionKey;
  readonly #keys: ReadonlyMap<string, Uint8Array>;

  /** Throws KeyEncryptionKeyError when there is no key. */
  constructor(keys: readonly KeyEncryptionKey[]) {
    const [first] = keys;
    if (first === undefined) throw new KeyEncryptionKeyError('There is no key-encryption key.');
    this.#first = first;
    this.#keys = new Map(keys.map(({ kid, key }) => [kid, key]));
  }

  /** Reads a JWK Set of 256-bit `oct` keys. Throws KeyEncryptionKeyError naming the file and what is wrong with it. */
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
      .setProtectedHeader({ alg: ALG, enc: ENC, kid: this.#first.kid, ctx: context })
      .encrypt(this.#first.key);
  }

  /** Throws KeyEncryptionKeyError when the key is not among ours, is another under the same name, or the context differs. */
  async open(jwe: string, context: string): Promise<Uint8Array> {
    const kid = sealedUnder(jwe);
    const key = kid === undefined ? undefined : this.#keys.get(kid);
    if (key === undefined) {
      throw new KeyEncryptionKeyError(
        `${context} is sealed under the key-encryption key "${kid ?? '?'}", which is not among the configured ones ` +
          `(${[...this.#keys.keys()].map((known) => `"${known}"`).join(', ')}). Put it back, after the first one.`,
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

  /** True when another key than the first sealed it. */
  needsReseal(jwe: string): boolean {
    return sealedUnder(jwe) !== this.#first.kid;
  }
}

function sealedUnder(jwe: string): string | undefined {
  return decodeProtectedHeader(jwe).kid;
}
