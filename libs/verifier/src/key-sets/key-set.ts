import type { JsonWebKey } from 'node:crypto';
import { calculateJwkThumbprint, importJWK, type JWK } from 'jose';
import { z } from 'zod';
import type { Algorithm, VerificationKey } from './key-source.js';
import { soundKey } from './sound-key.js';

/** The keys of one key set. */
export interface KeySet {
  has(kid: string): boolean;
  /** The key of that `kid` for that algorithm; without one, or where there is none for it, another of that `kid`. */
  find(kid: string, alg?: string): VerificationKey | undefined;
  /** Whether the `kid` only names keys for algorithms that are not accepted. */
  isUnaccepted(kid: string): boolean;
  /** The key for that algorithm where there is one only, with or without `kid`. */
  only(alg: string): VerificationKey | undefined;
}

const jwksSchema = z.object({ keys: z.array(z.unknown()) });
const publicJwkSchema = z.looseObject({
  kid: z.string().optional(),
  kty: z.string(),
  alg: z.string().optional(),
  use: z.literal('sig').optional(),
  key_ops: z
    .array(z.string())
    .refine((operations) => operations.includes('verify'))
    .optional(),
  d: z.undefined().optional(),
});

/**
 * Reads a JWK Set (RFC 7517 section 5). As its section says, keys that can't be used are skipped: malformed ones, those for
 * encryption, symmetric, with a private part, of another algorithm, or too weak. Keys of one `kid` are told apart by
 * their algorithm (section 4.5); two different ones for the same algorithm are not trusted. No `kid` finds a key without one.
 * @throws Error when it is not a JWK Set
 */
export async function readKeySet(body: unknown, algorithms: readonly Algorithm[]): Promise<KeySet> {
  const jwks = jwksSchema.parse(body).keys.filter(isPublicJwk);
  const read = await Promise.all(jwks.map((jwk) => readKey(jwk, algorithms)));
  const usable = read.filter((key) => key !== undefined);
  const isAmbiguous = (key: ReadKey) =>
    usable.some(({ kid, alg, material }) => kid === key.kid && alg === key.alg && material !== key.material);
  const byKid = Map.groupBy(
    usable.filter((key) => key.isNamed && !isAmbiguous(key)).map(verificationKey),
    ({ kid }) => kid,
  );
  const unaccepted = new Set(jwks.filter((jwk) => algorithmOf(jwk, algorithms) === undefined).map(({ kid }) => kid));
  const only = (alg: string) => {
    const [key, ...others] = usable.filter((one) => one.alg === alg);
    return key !== undefined && others.every(({ material }) => material === key.material)
      ? verificationKey(key)
      : undefined;
  };
  return {
    has: (kid) => byKid.has(kid),
    find: (kid, alg) => byKid.get(kid)?.find((key) => key.alg === alg) ?? byKid.get(kid)?.[0],
    isUnaccepted: (kid) => unaccepted.has(kid) && !byKid.has(kid),
    only,
  };
}

const verificationKey = ({ kid, alg, key }: ReadKey): VerificationKey => ({ kid, alg, key });

function isPublicJwk(entry: unknown): entry is JWK {
  return publicJwkSchema.safeParse(entry).success;
}

interface ReadKey extends VerificationKey {
  /** Whether the set gives it a `kid`. */
  readonly isNamed: boolean;
  /** The same for the same key, however it is written. */
  readonly material: string;
}

async function readKey(jwk: JWK, algorithms: readonly Algorithm[]): Promise<ReadKey | undefined> {
  const alg = algorithmOf(jwk, algorithms);
  if (alg === undefined) return undefined;
  try {
    const sound = soundKey(jwk as JsonWebKey);
    if (sound === undefined) return undefined;
    const key = await importJWK(jwk, alg, { extractable: false });
    if (key instanceof Uint8Array) return undefined;
    const material = sound.export({ format: 'der', type: 'spki' }).toString('base64');
    const kid = jwk.kid ?? (await calculateJwkThumbprint(jwk));
    return { kid, alg, key, isNamed: jwk.kid !== undefined, material };
  } catch {
    return undefined; // A point that is not on its curve, a modulus that is no number: one bad key must not cost the set.
  }
}

function algorithmOf(jwk: JWK, algorithms: readonly Algorithm[]): Algorithm | undefined {
  return algorithms.find((name) => name === (jwk.alg ?? impliedAlgorithm(jwk)));
}

/** RFC 7517 section 4.4 leaves `alg` optional; only where the key type leaves one choice is it taken for granted. */
function impliedAlgorithm({ kty, crv }: JWK): Algorithm | undefined {
  if (kty === 'EC' && crv === 'P-256') return 'ES256';
  if (kty === 'OKP' && crv === 'Ed25519') return 'EdDSA';
  return kty === 'RSA' ? 'PS256' : undefined;
}
