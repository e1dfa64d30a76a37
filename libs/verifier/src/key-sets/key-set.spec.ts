import { generateKeyPairSync } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { readKeySet } from './key-set.js';
import { ALGORITHMS } from './key-source.js';

describe('a JWK Set', () => {
  const jwk = async (alg: string, members: JWK = {}): Promise<JWK> => {
    const { publicKey } = await generateKeyPair(alg, { extractable: true });
    return { ...(await exportJWK(publicKey)), kid: alg, ...members };
  };
  const kids = async (keys: unknown[]) => {
    const set = await readKeySet({ keys }, ALGORITHMS);
    const named = keys.map((key) => (key as JWK | null)?.kid ?? '');
    return named.filter((kid) => set.has(kid) && set.find(kid) !== undefined);
  };
  const rsa = (modulusLength: number, members: object = {}): object => ({
    ...generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ format: 'jwk' }),
    kid: 'rsa',
    alg: 'PS256',
    ...members,
  });

  it('gives keys by kid with the algorithm they name, or the only one their type leaves', async () => {
    const keys = await Promise.all([
      jwk('ES256'),
      jwk('EdDSA'),
      jwk('PS256'),
      jwk('ES256', { kid: 'n', alg: 'ES256' }),
    ]);
    const set = await readKeySet({ keys }, ALGORITHMS);
    expect(['ES256', 'EdDSA', 'PS256', 'n'].map((kid) => [kid, set.find(kid)?.alg])).toEqual([
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

  it.each<[string, unknown]>([
    ['null', null],
    ['a number', 7],
    ['a string', 'key'],
    ['an array', []],
    ['an object without members', {}],
  ])('skips an entry that is %s', async (_name, entry) => {
    expect(await kids([entry, await jwk('EdDSA')])).toEqual(['EdDSA']);
  });

  it.each<object>([
    { key_ops: null },
    { key_ops: 1 },
    { key_ops: {} },
    { key_ops: 'verify' },
    { key_ops: ['verify', null] },
    { use: null },
    { alg: null },
    { alg: {} },
    { kid: 7 },
    { kid: null },
    { kty: null },
    { crv: null },
    { x: null },
    { d: null },
  ])('skips a key with the malformed member %j', async (member) => {
    expect(await kids([{ ...(await jwk('ES256')), ...member }, await jwk('EdDSA')])).toEqual(['EdDSA']);
  });

  it.each<[string, () => object]>([
    ['RSA of 1024 bits', () => rsa(1024)],
    ['RSA of 2047 bits', () => rsa(2047)],
    ['RSA with the exponent 1', () => rsa(2048, { e: 'AQ' })],
    ['RSA with an even exponent', () => rsa(2048, { e: 'AQAA' })],
    ['RSA with the exponent 0', () => rsa(2048, { e: 'AA' })],
  ])('skips %s, which verifies what anybody can sign', async (_name, make) => {
    expect(await kids([make(), await jwk('EdDSA')])).toEqual(['EdDSA']);
  });

  it('takes RSA of 2048 bits', async () => {
    expect(await kids([rsa(2048)])).toEqual(['rsa']);
  });

  it.each<[string, number | string]>([
    ['0100000000000000000000000000000000000000000000000000000000000000', 1],
    ['ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', 2],
    ['0000000000000000000000000000000000000000000000000000000000000000', 4],
    ['0000000000000000000000000000000000000000000000000000000000000080', 4],
    ['26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05', 8],
    ['26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85', 8],
    ['c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a', 8],
    ['c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa', 8],
    ['0100000000000000000000000000000000000000000000000000000000000080', '1, not canonical'],
    ['ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff', '2, not canonical'],
    ['edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', '4, not canonical'],
    ['edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff', '4, not canonical'],
    ['eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', '1, not canonical'],
    ['eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff', '1, not canonical'],
  ])('skips the Ed25519 point %s of order %s', async (...[point]) => {
    const weak = { kty: 'OKP', crv: 'Ed25519', kid: 'weak', x: Buffer.from(point, 'hex').toString('base64url') };
    expect(await kids([weak, await jwk('EdDSA')])).toEqual(['EdDSA']);
  });

  it('trusts neither of two keys with the same kid and algorithm', async () => {
    expect(await kids([await jwk('ES256', { kid: 'twice' }), await jwk('ES256', { kid: 'twice' })])).toEqual([]);
  });

  it('takes the same key twice for one key, however it is written', async () => {
    const key = await jwk('PS256', { kid: 'twice' });
    const set = await readKeySet({ keys: [key, { ...key, e: 'AAEAAQ', alg: 'PS256', use: 'sig' }] }, ALGORITHMS);
    expect(set.find('twice', 'PS256')).toMatchObject({ kid: 'twice', alg: 'PS256' });
  });

  it('gives the only key of an algorithm, also one without kid, which no kid finds', async () => {
    const unnamed = { ...(await jwk('ES256')), kid: undefined } as unknown as JWK;
    const set = await readKeySet({ keys: [unnamed, unnamed, await jwk('EdDSA')] }, ALGORITHMS);
    const only = set.only('ES256');
    expect(only).toMatchObject({ alg: 'ES256', kid: expect.stringMatching(/^[\w-]{43}$/) });
    expect(set.has(only?.kid as string)).toBe(false);
    expect(set.only('EdDSA')).toMatchObject({ kid: 'EdDSA' });
    expect(set.only('PS256')).toBeUndefined();
  });

  it('gives none of several keys of an algorithm as the only one', async () => {
    const set = await readKeySet({ keys: [await jwk('ES256'), await jwk('ES256', { kid: 'next' })] }, ALGORITHMS);
    expect(set.only('ES256')).toBeUndefined();
  });

  it('tells keys with the same kid apart by their algorithm', async () => {
    const keys = [await jwk('ES256', { kid: 'shared' }), await jwk('PS256', { kid: 'shared' })];
    const set = await readKeySet({ keys }, ALGORITHMS);
    expect(set.find('shared', 'ES256')?.alg).toBe('ES256');
    expect(set.find('shared', 'PS256')?.alg).toBe('PS256');
  });

  it('tells a key for an algorithm that is not accepted from one that is not published', async () => {
    const keys = [await jwk('PS256', { kid: 'rs', alg: 'RS256' }), await jwk('ES256')];
    const set = await readKeySet({ keys }, ALGORITHMS);
    expect(['rs', 'ES256', 'other'].map((kid) => set.isUnaccepted(kid))).toEqual([true, false, false]);
  });

  it('is refused when it is something else', async () => {
    await expect(readKeySet({ keys: {} }, ALGORITHMS)).rejects.toThrow();
  });
});
