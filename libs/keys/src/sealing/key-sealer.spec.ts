import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeProtectedHeader } from 'jose';
import { keyEncryptionKey } from '../../test/sealing.js';
import { KeySealer } from './key-sealer.js';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const oct = (kid: unknown, k = randomBytes(32).toString('base64url')) => ({ kty: 'oct', kid, k });

describe('KeySealer', () => {
  const [old, fresh] = [keyEncryptionKey('2025'), keyEncryptionKey('2026')];

  it('opens what it sealed, for the same context', async () => {
    const sealer = new KeySealer([fresh]);
    const sealed = await sealer.seal('secret', 'signing key a');
    expect(sealed).not.toContain('secret');
    expect(decodeProtectedHeader(sealed)).toMatchObject({ alg: 'A256KW', enc: 'A256GCM', kid: '2026' });
    expect(text(await sealer.open(sealed, 'signing key a'))).toBe('secret');
  });

  it('refuses to open it as something else', async () => {
    const sealer = new KeySealer([fresh]);
    const sealed = await sealer.seal('secret', 'signing key a');
    await expect(sealer.open(sealed, 'signing key b')).rejects.toThrow('was asked for as "signing key b"');
  });

  it('opens with any of its keys, seals with the first, and knows what to seal anew', async () => {
    const sealed = await new KeySealer([old]).seal('secret', 'c');
    const rotated = new KeySealer([fresh, old]);
    expect(text(await rotated.open(sealed, 'c'))).toBe('secret');
    expect(rotated.needsReseal(sealed)).toBe(true);
    expect(rotated.needsReseal(await rotated.seal('secret', 'c'))).toBe(false);
  });

  it('leaves alone what a newer key has sealed, which only opens here: another replica is ahead', async () => {
    const behind = new KeySealer([{ ...fresh, opensOnly: true }, old]);
    const sealed = await new KeySealer([fresh, old]).seal('secret', 'c');
    expect(text(await behind.open(sealed, 'c'))).toBe('secret');
    expect(behind.needsReseal(sealed)).toBe(false);
    expect(decodeProtectedHeader(await behind.seal('secret', 'c'))).toMatchObject({ kid: '2025' });
    expect(behind.olderKids).toEqual([]);
  });

  it('names the key-encryption key that is missing', async () => {
    const sealed = await new KeySealer([old]).seal('secret', 'signing key a');
    await expect(new KeySealer([fresh]).open(sealed, 'signing key a')).rejects.toThrow(
      'signing key a is sealed under the key-encryption key "2025", which is not among the configured ones ("2026")',
    );
  });

  it('tells a key of the same name from the right one', async () => {
    const sealed = await new KeySealer([old]).seal('secret', 'signing key a');
    const impostor = new KeySealer([keyEncryptionKey('2025')]);
    await expect(impostor.open(sealed, 'signing key a')).rejects.toThrow('it is not the one it was sealed under');
  });

  it('refuses to exist without a key', () => {
    expect(() => new KeySealer([])).toThrow('There is no key-encryption key');
    expect(() => new KeySealer([{ ...fresh, opensOnly: true }])).toThrow('that seals');
  });
});

describe('the file of key-encryption keys', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hallpass-keys-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const fromFile = async (content: unknown): Promise<KeySealer> => {
    const path = join(folder, 'keys.json');
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
    return KeySealer.fromFile(path);
  };

  it('is a JWK Set of 256-bit keys', async () => {
    const sealer = await fromFile({ keys: [oct('1')] });
    expect(text(await sealer.open(await sealer.seal('secret', 'c'), 'c'))).toBe('secret');
  });

  it('says of each key whether it seals: the first that may, does', async () => {
    const keys = [
      { ...oct('new'), key_ops: ['unwrapKey'] },
      { ...oct('now'), key_ops: ['wrapKey', 'unwrapKey'] },
      oct('old'),
    ];
    const sealer = await fromFile({ keys });
    expect(decodeProtectedHeader(await sealer.seal('secret', 'c'))).toMatchObject({ kid: 'now' });
    expect(sealer.olderKids).toEqual(['old']);
  });

  it.each<[string, unknown, string]>([
    ['something that is not JSON', 'hallpass', 'not a JWK Set in JSON'],
    ['JSON without keys', { key: [] }, 'not a JWK Set in JSON'],
    ['keys that are no objects', { keys: ['a'] }, 'not a JWK Set in JSON'],
    ['no keys', { keys: [] }, 'no keys in it'],
    ['another type of key', { keys: [{ kty: 'EC', kid: '1' }] }, 'key 1 is not of type oct'],
    ['a key without a name', { keys: [oct(undefined)] }, 'key 1 has no kid'],
    ['a key that is not base64url', { keys: [oct('1', '+/=')] }, 'key "1" has no base64url k'],
    ['a short key', { keys: [oct('1', 'c2hvcnQ')] }, 'key "1" has 40 bits instead of 256'],
    ['a key that was typed', { keys: [oct('1', Buffer.alloc(32, 'secret').toString('base64url'))] }, 'is not random'],
    ['keys of which none seals', { keys: [{ ...oct('1'), key_ops: ['unwrapKey'] }] }, 'no key in it seals'],
    ['a key that does not open', { keys: [{ ...oct('1'), key_ops: ['wrapKey'] }] }, 'key "1" has key_ops other than'],
    [
      'another operation',
      { keys: [{ ...oct('1'), key_ops: ['unwrapKey', 'sign'] }] },
      'key "1" has key_ops other than',
    ],
    [
      'an operation that is no list',
      { keys: [{ ...oct('1'), key_ops: 'unwrapKey' }] },
      'key "1" has key_ops other than',
    ],
    ['two keys of one name', { keys: [oct('1'), oct('1')] }, 'two keys have the same kid'],
  ])('is refused with %s', async (_, content, message) => {
    await expect(fromFile(content)).rejects.toThrow(message);
  });

  it('is named when it does not exist', async () => {
    const path = join(folder, 'nowhere.json');
    await expect(KeySealer.fromFile(path)).rejects.toThrow(`can't be read from ${path}`);
  });
});
