import { importJWK, type CryptoKey, type JWK } from 'jose';
import { RecipientKeyUnavailableError } from './recipient-key-error.js';

/** The only algorithm we encrypt with: a key for another is passed over, whatever the key set says. */
export const RECIPIENT_ALG = 'ECDH-ES+A256KW';

const MAX_BYTES = 64 * 1024;
const DEFAULT_MAX_AGE_SECONDS = 300;

export interface RecipientKey {
  readonly kid: string;
  readonly key: CryptoKey;
  readonly maxAgeSeconds: number;
}

/** Fetches a key set and takes its first encryption key. Throws RecipientKeyUnavailableError. */
export async function fetchRecipientKey(jwksUri: string, timeoutMs: number): Promise<RecipientKey> {
  try {
    const response = await fetch(jwksUri, {
      headers: { accept: 'application/jwk-set+json, application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    if (!response.ok) throw new RecipientKeyUnavailableError(jwksUri, `the answer was ${response.status}`);
    if (text.length > MAX_BYTES) throw new RecipientKeyUnavailableError(jwksUri, 'the key set is too large');
    const jwk = firstEncryptionKey(JSON.parse(text));
    if (jwk === undefined) throw new RecipientKeyUnavailableError(jwksUri, `it has no key for ${RECIPIENT_ALG}`);
    const key = await importJWK(jwk, RECIPIENT_ALG);
    if (key instanceof Uint8Array) throw new RecipientKeyUnavailableError(jwksUri, 'the key is symmetric');
    return { kid: jwk.kid, key, maxAgeSeconds: maxAge(response.headers.get('cache-control')) };
  } catch (error) {
    if (error instanceof RecipientKeyUnavailableError) throw error;
    throw new RecipientKeyUnavailableError(jwksUri, String(error), error);
  }
}

function firstEncryptionKey(keySet: unknown): (JWK & { kid: string }) | undefined {
  const keys: unknown = typeof keySet === 'object' && keySet !== null && 'keys' in keySet ? keySet.keys : undefined;
  if (!Array.isArray(keys)) return undefined;
  return keys.find(
    (jwk) => jwk?.use === 'enc' && jwk.alg === RECIPIENT_ALG && jwk.kty !== 'oct' && typeof jwk.kid === 'string',
  );
}

function maxAge(cacheControl: string | null): number {
  const seconds = /(?:^|[\s,])max-age=(\d{1,9})/i.exec(cacheControl ?? '')?.[1];
  return seconds === undefined ? DEFAULT_MAX_AGE_SECONDS : Number(seconds);
}
