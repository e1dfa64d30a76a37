import { compactVerify, errors, type CryptoKey } from 'jose';
import { InvalidTokenError, UnknownKeyError } from '../errors.js';
import type { KeySource, VerificationKey } from '../key-sets/key-source.js';
import type { TokenHeader } from './header.js';
import { decodeObject } from './json.js';

/** Where keys are found. */
export interface KeyLookUp {
  readonly keySource: Pick<KeySource, 'getKey'>;
  /** The key of a token that names none. */
  readonly onlyKey?: ((alg: string) => Promise<VerificationKey | undefined>) | undefined;
}

/** Step 3. The key that the header names, from the key set of this use case; its algorithm is the only one it verifies. */
export async function findKey({ keySource, onlyKey }: KeyLookUp, { kid, alg }: TokenHeader): Promise<VerificationKey> {
  const key = kid === undefined ? await onlyKey?.(alg) : await keySource.getKey(kid, alg);
  if (key === undefined && kid === undefined) {
    throw new InvalidTokenError('The token names no key ("kid"), and there is not just one for its algorithm.', {
      reason: 'unknown_key',
    });
  }
  if (key === undefined) throw new UnknownKeyError(kid as string);
  if (key.alg !== alg)
    throw new InvalidTokenError('The token names another algorithm than its key is used with.', {
      reason: 'algorithm',
    });
  return key;
}

/** Step 4. The signature (RFC 7515 section 5.2), by the algorithm of the key. Returns the claims, which are only now worth reading. */
export async function verifySignature(
  token: string,
  { key, alg }: VerificationKey,
): Promise<Readonly<Record<string, unknown>>> {
  const payload = await verifiedPayload(token, key, alg);
  try {
    return decodeObject(payload);
  } catch (cause) {
    throw new InvalidTokenError('The claims of the token are not readable.', { reason: 'malformed', cause });
  }
}

async function verifiedPayload(token: string, key: CryptoKey, alg: string): Promise<Uint8Array> {
  try {
    return (await compactVerify(token, key, { algorithms: [alg] })).payload;
  } catch (cause) {
    if (cause instanceof errors.JOSEError)
      throw new InvalidTokenError('The signature is not valid.', { reason: 'signature', cause });
    throw cause;
  }
}
