import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import type { NewKey } from './data/signing-key-table.js';
import type { KeyAlgorithm, KeySetDefinition } from './domain/key-set.js';
import type { KeySealer } from './sealing/key-sealer.js';
import { sealingContext } from './sealing/sealing-context.js';

const PARAMETERS: Record<KeyAlgorithm, { crv?: string; modulusLength?: number }> = {
  ES256: {},
  EdDSA: { crv: 'Ed25519' },
  PS256: { modulusLength: 2048 },
  'ECDH-ES+A256KW': { crv: 'P-256' },
};

/** A new key pair, its private part sealed. `kid` is the thumbprint of the public part (RFC 7638). */
export async function generateKey({ useCase, use, alg }: KeySetDefinition, sealer: KeySealer): Promise<NewKey> {
  const pair = await generateKeyPair(alg, { ...PARAMETERS[alg], extractable: true });
  const publicPart = await exportJWK(pair.publicKey);
  const kid = await calculateJwkThumbprint(publicPart, 'sha256');
  const sealedPrivateKey = await sealer.seal(JSON.stringify(await exportJWK(pair.privateKey)), sealingContext(kid));
  return { kid, useCase, use, alg, publicJwk: { ...publicPart, kid, alg, use }, sealedPrivateKey };
}
