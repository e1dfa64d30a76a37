import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { readKeySet } from './key-set.js';
import { ALGORITHMS } from './key-source.js';

describe('a JWK Set', () => {
  const jwk = async (alg: string, members: JWK = {}): Promise<JWK> => {
    const { publicKey } = await generateKeyPair(alg, { extractable: true });
    return { ...(await exportJWK(publicKey)), kid: alg, ...members };
  };
  const kids = async (keys: JWK[]) => [...(await readKeySet({ keys }, ALGORITHMS)).keys()];

  it('gives keys by kid with the algorithm they name, or the only one their type leaves', async () => {
    const keys = await Promise.all([
      jwk('ES256'),
      jwk('EdDSA'),
      jwk('PS256'),
      jwk('ES256', { kid: 'n', alg: 'ES256' }),
    ]);
    const set = await readKeySet({ keys }, ALGORITHMS);
    expect([...set.values()].map(({ kid, alg }) => [kid, alg])).toEqual([
      ['ES256', 'ES256'],
      ['EdDSA', 'EdDSA'],
      ['PS256', 'PS256'],
      ['n', 'ES256'],
    ]);
  });

  it.each<[string, () => Promise<JWK>]>([
    ['without kid', async () => ({ ...(await jwk('ES256')), kid: undefined }) as unknown as JWK],
    ['for encryption', () => jwk('ES256', { use: 'enc' })],
    ['for other operations', () => jwk('ES256', { key_ops: ['deriveBits'] })],
    ['of an algorithm that is not allowed', () => jwk('ES384')],
    ['of RSA with PKCS#1 v1.5', () => jwk('PS256', { alg: 'RS256' })],
    ['that is a shared secret', async () => ({ kty: 'oct', kid: 'oct', alg: 'HS256', k: 'AAAA' })],
    [
      'with its private part',
      async () => {
        const { privateKey } = await generateKeyPair('ES256', { extractable: true });
        return { ...(await exportJWK(privateKey)), kid: 'private' };
      },
    ],
    ['whose point is not on its curve, being too short', () => jwk('ES256', { x: 'AAAA' })],
    [
      'whose point is not on its curve, by one bit',
      async () => {
        const { x = '', ...key } = await jwk('ES256');
        const bytes = Buffer.from(x, 'base64url');
        bytes.writeUInt8(bytes.readUInt8(31) ^ 1, 31);
        return { ...key, x: bytes.toString('base64url') };
      },
    ],
  ])('skips a key %s', async (_name, make) => {
    expect(await kids([await make(), await jwk('EdDSA')])).toEqual(['EdDSA']);
  });

  it('trusts neither of two keys with the same kid', async () => {
    expect(await kids([await jwk('ES256', { kid: 'twice' }), await jwk('ES256', { kid: 'twice' })])).toEqual([]);
  });

  it('is refused when it is something else', async () => {
    await expect(readKeySet({ keys: {} }, ALGORITHMS)).rejects.toThrow();
  });
});
