import { importJWK, type JWK } from 'jose';
import { z } from 'zod';
import type { Algorithm, VerificationKey } from './key-source.js';

/** The keys of one key set by `kid`. */
export type KeySet = ReadonlyMap<string, VerificationKey>;

const jwksSchema = z.object({ keys: z.array(z.record(z.string(), z.unknown())) });

/**
 * Reads a JWK Set (RFC 7517 section 5). As its section says, keys that can't be used are skipped: those without `kid`, for
 * encryption, symmetric, with a private part, of another algorithm. A `kid` that occurs twice names no key.
 * @throws Error when it is not a JWK Set
 */
export async function readKeySet(body: unknown, algorithms: readonly Algorithm[]): Promise<KeySet> {
  const { keys } = jwksSchema.parse(body);
  const read = await Promise.all(keys.map((jwk) => readKey(jwk as JWK, algorithms)));
  const usable = read.filter((key) => key !== undefined);
  const unique = usable.filter((key) => usable.filter(({ kid }) => kid === key.kid).length === 1);
  return new Map(unique.map((key) => [key.kid, key]));
}

async function readKey(jwk: JWK, algorithms: readonly Algorithm[]): Promise<VerificationKey | undefined> {
  const { kid, use = 'sig', d, key_ops: operations = ['verify'] } = jwk;
  const alg = algorithms.find((name) => name === (jwk.alg ?? impliedAlgorithm(jwk)));
  if (typeof kid !== 'string' || alg === undefined) return undefined;
  if (use !== 'sig' || d !== undefined || !operations.includes('verify')) return undefined;
  try {
    const key = await importJWK(jwk, alg, { extractable: false });
    return key instanceof Uint8Array ? undefined : { kid, alg, key };
  } catch {
    return undefined; // A point that is not on its curve, a modulus that is no number: one bad key must not cost the set.
  }
}

/** RFC 7517 section 4.4 leaves `alg` optional; only where the key type leaves one choice is it taken for granted. */
function impliedAlgorithm({ kty, crv }: JWK): Algorithm | undefined {
  if (kty === 'EC' && crv === 'P-256') return 'ES256';
  if (kty === 'OKP' && crv === 'Ed25519') return 'EdDSA';
  return kty === 'RSA' ? 'PS256' : undefined;
}
