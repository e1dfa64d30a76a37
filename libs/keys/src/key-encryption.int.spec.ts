import { decodeProtectedHeader } from 'jose';
import { RingHarness } from '../test/ring-harness.js';
import { keyEncryptionKey, sealerWith } from '../test/sealing.js';
import { KeySealer } from './sealing/key-sealer.js';

describe('the key-encryption key of a ring', () => {
  let harness: RingHarness;
  beforeEach(async () => {
    harness = await RingHarness.create();
  });
  afterEach(() => harness.close());

  const sealedUnder = async (): Promise<(string | undefined)[]> =>
    (await harness.rows<{ sealed: string }>('SELECT sealed_private_key AS sealed FROM signing_keys')).map(
      ({ sealed }) => decodeProtectedHeader(sealed).kid,
    );

  it('stops the start with a message when it is missing', async () => {
    await harness.started();
    const ring = harness.ring({ sealer: sealerWith('another') });
    await expect(ring.start()).rejects.toThrow(
      /sealed under the key-encryption key "kek-1", which is not among the configured ones \("another"\)/,
    );
  });

  it('stops the start with a message when it is another of the same name', async () => {
    await harness.started();
    await expect(harness.ring({ sealer: sealerWith('kek-1') }).start()).rejects.toThrow(
      'it is not the one it was sealed under',
    );
  });

  it('can be rotated: the ring seals its keys anew and does without the old one', async () => {
    const [old, fresh] = [keyEncryptionKey('old'), keyEncryptionKey('new')];
    const before = await harness.started({ sealer: new KeySealer([old]) });
    const { kid } = before.signingKey('order-api');
    const both = Array.from({ length: 3 }, () => harness.ring({ sealer: new KeySealer([fresh, old]) }));
    await Promise.all(both.map((ring) => ring.start()));
    expect(new Set(await sealedUnder())).toEqual(new Set(['new']));
    const after = await harness.started({ sealer: new KeySealer([fresh]) });
    expect(after.signingKey('order-api').kid).toBe(kid);
    await after.sign('order-api', 'at+jwt', {});
  });

  it('may be newer than a running replica knows: that goes on with its keys, and still drops a withdrawn one', async () => {
    const errors: object[] = [];
    const logger = { warn: () => undefined, error: (details: object) => void errors.push(details) };
    const [old, fresh] = [keyEncryptionKey('old'), keyEncryptionKey('new')];
    const running = await harness.started({ sealer: new KeySealer([old]), logger });
    const next = await harness.started({ sealer: new KeySealer([fresh, old]) });
    const { kid } = running.signingKey('security-events');
    await next.withdraw(next.signingKey('order-api').kid, 'leaked');
    await running.maintain();
    expect(errors).toHaveLength(1);
    expect(running.signingKey('security-events').kid).toBe(kid);
    expect(running.jwks('order-api')).toEqual(next.jwks('order-api'));
    expect(() => running.signingKey('order-api')).toThrow('has no key to sign with');
  });

  it('keeps what is in memory when the database is away', async () => {
    const away = { is: false };
    const { sql } = harness;
    const ring = await harness.started({
      sql: {
        ...sql,
        $queryRawUnsafe: (...query) => (away.is ? Promise.reject(new Error('away')) : sql.$queryRawUnsafe(...query)),
      },
    });
    away.is = true;
    await expect(ring.maintain()).rejects.toThrow('away');
    await ring.sign('order-api', 'at+jwt', {});
    away.is = false;
    await ring.maintain();
  });
});
