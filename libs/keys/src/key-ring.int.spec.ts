import {
  calculateJwkThumbprint,
  compactVerify,
  createLocalJWKSet,
  decodeProtectedHeader,
  importJWK,
  jwtVerify,
  CompactEncrypt,
} from 'jose';
import { DEFINITIONS, LEAD, RingHarness, TAIL } from '../test/ring-harness.js';

describe('a key ring', () => {
  let harness: RingHarness;
  beforeEach(async () => {
    harness = await RingHarness.create();
  });
  afterEach(() => harness.close());

  it('creates one key for each set, however many replicas start at once', async () => {
    const rings = Array.from({ length: 5 }, () => harness.ring());
    await Promise.all(rings.map((ring) => ring.start()));
    const rows = await harness.rows<{ use_case: string; state: string }>('SELECT use_case, state FROM signing_keys');
    expect(rows).toHaveLength(DEFINITIONS.length);
    expect(rows.every(({ state }) => state === 'active')).toBe(true);
    const kids = new Set(rings.map((ring) => ring.signingKey('order-api').kid));
    expect(kids.size).toBe(1);
  });

  it('signs with the algorithm and the kid of its key, and names the type', async () => {
    const ring = await harness.started();
    const token = await ring.sign('order-api', 'at+jwt', { sub: 'alice' });
    const { kid } = ring.signingKey('order-api');
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'ES256', kid, typ: 'at+jwt' });
    const keySet = createLocalJWKSet({ keys: [...ring.jwks('order-api').keys] });
    expect((await jwtVerify(token, keySet, { typ: 'at+jwt' })).payload.sub).toBe('alice');
    const event = await ring.sign('security-events', 'secevent+jwt', {});
    expect(decodeProtectedHeader(event).alg).toBe('EdDSA');
    await compactVerify(event, createLocalJWKSet({ keys: [...ring.jwks('security-events').keys] }));
  });

  it('publishes public parts only, under RFC 7638 thumbprints', async () => {
    const ring = await harness.started();
    const { keys } = ring.jwks();
    expect(keys).toHaveLength(DEFINITIONS.length);
    for (const jwk of keys) {
      expect(Object.keys(jwk).sort()).toEqual(expect.arrayContaining(['alg', 'kid', 'kty', 'use']));
      for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) expect(jwk).not.toHaveProperty(secret);
      expect(jwk.kid).toBe(await calculateJwkThumbprint(jwk));
    }
  });

  it('hands out no private key that can be exported, and stores none that is not sealed', async () => {
    const ring = await harness.started();
    await expect(crypto.subtle.exportKey('jwk', ring.signingKey('order-api').key)).rejects.toThrow();
    const dump = JSON.stringify(await harness.rows('SELECT * FROM signing_keys'));
    expect(dump).not.toContain('"d"');
  });

  it('answers for each use case with its own keys', async () => {
    const ring = await harness.started();
    const { kid } = ring.signingKey('order-api');
    expect(ring.verificationKey('order-api', kid)).toMatchObject({ kid, alg: 'ES256' });
    expect(ring.verificationKey('security-events', kid)).toBeUndefined();
    expect(ring.verificationKey('order-api', 'unknown')).toBeUndefined();
    const encryption = ring.jwks('confidential').keys[0]?.kid ?? '';
    expect(ring.verificationKey('confidential', encryption)).toBeUndefined();
  });

  it('refuses a use case that it has no key set for', async () => {
    const ring = await harness.started();
    expect(() => ring.jwks('unknown')).toThrow(expect.objectContaining({ code: 'key_set_not_found' }));
    expect(() => ring.etag('unknown')).toThrow(expect.objectContaining({ code: 'key_set_not_found' }));
    await expect(ring.rotate('unknown')).rejects.toMatchObject({ code: 'key_set_not_found' });
  });

  it('can not sign before it was started, nor with a key for encryption', async () => {
    const ring = harness.ring();
    const unavailable = expect.objectContaining({ code: 'signing_key_unavailable' });
    expect(() => ring.signingKey('order-api')).toThrow(unavailable);
    await ring.start();
    expect(() => ring.signingKey('confidential')).toThrow(unavailable);
  });

  it('keeps its entity tag and its snapshot until a key changes', async () => {
    const ring = await harness.started();
    const [tag, other, all, keySet] = [ring.etag('order-api'), ring.etag('security-events'), ring.etag(), ring.jwks()];
    expect(tag).toMatch(/^"[\w-]{43}"$/);
    await ring.maintain();
    expect(ring.etag('order-api')).toBe(tag);
    await ring.rotate('order-api');
    expect(ring.etag('order-api')).not.toBe(tag);
    expect(ring.etag()).not.toBe(all);
    expect(ring.etag('security-events')).toBe(other);
    expect(ring.jwks()).not.toBe(keySet);
    expect(ring.jwks()).toBe(ring.jwks());
  });

  it('tells when a key has changed, and only then', async () => {
    const ring = await harness.started();
    let changes = 0;
    const stop = ring.onChange(() => (changes += 1));
    await ring.maintain();
    expect(changes).toBe(0);
    await ring.rotate('order-api');
    expect(changes).toBe(1);
    stop();
    harness.clock.advance(LEAD);
    await ring.maintain();
    expect(changes).toBe(1);
  });

  describe('that encrypts', () => {
    const seal = async (ring: Awaited<ReturnType<RingHarness['started']>>, header: object = {}) => {
      const [jwk] = ring.jwks('confidential').keys;
      return new CompactEncrypt(new TextEncoder().encode('secret'))
        .setProtectedHeader({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid: jwk?.kid ?? '', ...header })
        .encrypt(await importJWK(jwk!, 'ECDH-ES+A256KW'));
    };

    it('opens what was encrypted to its key, also after the next rotation', async () => {
      const ring = await harness.started();
      const jwe = await seal(ring);
      await ring.rotate('confidential');
      harness.clock.advance(LEAD);
      await ring.maintain();
      expect(new TextDecoder().decode(await ring.decrypt('confidential', jwe))).toBe('secret');
    });

    it.each<[string, object, string]>([
      ['an unknown kid', { kid: 'unknown' }, 'no key with kid unknown'],
      ['another content encryption', { enc: 'A128CBC-HS256' }, '"enc"'],
      ['another key management', { alg: 'ECDH-ES' }, '"alg"'],
      ['what is compressed, however short', { zip: 'DEF' }, '"zip"'],
    ])('refuses %s', async (_, header, reason) => {
      const ring = await harness.started();
      const refusal = expect(ring.decrypt('confidential', await seal(ring, header))).rejects;
      await refusal.toMatchObject({
        message: expect.stringContaining("can't be decrypted"),
        cause: expect.objectContaining({ message: expect.stringContaining(reason) }),
      });
    });

    it('refuses what is no JWE, and a key set for signing', async () => {
      const ring = await harness.started();
      await expect(ring.decrypt('confidential', 'nonsense')).rejects.toThrow("can't be decrypted");
      await expect(ring.decrypt('order-api', await seal(ring))).rejects.toThrow("can't be decrypted");
    });
  });

  it('retires a key only when what it signed has expired', async () => {
    const ring = await harness.started();
    const { kid } = ring.signingKey('order-api');
    await ring.rotate('order-api');
    harness.clock.advance(LEAD);
    await ring.maintain();
    expect(ring.signingKey('order-api').kid).not.toBe(kid);
    harness.clock.advance(TAIL - 1);
    await ring.maintain();
    expect(ring.jwks('order-api').keys.map((jwk) => jwk.kid)).toContain(kid);
    expect(ring.verificationKey('order-api', kid)).toBeDefined();
    harness.clock.advance(1);
    await ring.maintain();
    expect(ring.jwks('order-api').keys.map((jwk) => jwk.kid)).not.toContain(kid);
    expect(ring.verificationKey('order-api', kid)).toBeUndefined();
    const [row] = await harness.rows<{ state: string; sealed_private_key: unknown }>(
      `SELECT state, sealed_private_key FROM signing_keys WHERE kid = '${kid}'`,
    );
    expect(row).toEqual({ state: 'retired', sealed_private_key: null });
  });

  it('publishes a key for a full max-age before it signs', async () => {
    const ring = await harness.started();
    const first = ring.signingKey('order-api').kid;
    const { kid, activatesAt } = await ring.rotate('order-api');
    expect(activatesAt.getTime()).toBe(harness.clock.now() + LEAD * 1_000);
    expect(ring.jwks('order-api').keys.map((jwk) => jwk.kid)).toEqual([first, kid]);
    harness.clock.advance(LEAD - 1);
    await ring.maintain();
    expect(ring.signingKey('order-api').kid).toBe(first);
    harness.clock.advance(1);
    await ring.maintain();
    expect(ring.signingKey('order-api').kid).toBe(kid);
    expect(ring.jwks('order-api').keys.map((jwk) => jwk.kid)).toEqual([kid, first]);
  });

  it('rotates by itself, so that no key signs for longer than 30 days', async () => {
    const ring = await harness.started();
    const first = ring.signingKey('order-api').kid;
    harness.clock.advance(30 * 24 * 60 * 60 - LEAD);
    await ring.maintain();
    expect(ring.jwks('order-api').keys).toHaveLength(2);
    expect(ring.signingKey('order-api').kid).toBe(first);
    harness.clock.advance(LEAD);
    await ring.maintain();
    expect(ring.signingKey('order-api').kid).not.toBe(first);
  });

  it('publishes one successor, however often and wherever a rotation is asked for', async () => {
    const [one, other] = [await harness.started(), await harness.started()];
    const answers = await Promise.all([one.rotate('order-api'), other.rotate('order-api'), one.rotate('order-api')]);
    expect(new Set(answers.map(({ kid }) => kid)).size).toBe(1);
  });

  it('changes the algorithm of a key set without a flag day', async () => {
    await harness.started();
    const definitions = DEFINITIONS.map((definition) => ({ ...definition, alg: 'PS256' as const })).slice(0, 1);
    const ring = await harness.started({ definitions });
    expect(ring.signingKey('order-api').alg).toBe('ES256');
    harness.clock.advance(LEAD);
    await ring.maintain();
    expect(ring.signingKey('order-api').alg).toBe('PS256');
    expect(ring.jwks('order-api').keys.map((jwk) => jwk.alg)).toEqual(['PS256', 'ES256']);
    await ring.sign('order-api', 'at+jwt', {});
  });

  it('sees what another replica has changed', async () => {
    const [one, other] = [await harness.started(), await harness.started()];
    const { kid } = await one.rotate('order-api');
    await other.maintain();
    expect(other.verificationKey('order-api', kid)).toBeDefined();
  });
});
