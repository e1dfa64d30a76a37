import { Metrics } from '@hallpass/platform';
import { decodeProtectedHeader } from 'jose';
import { RingHarness } from '../test/ring-harness.js';
import { keyEncryptionKey, sealerWith } from '../test/sealing.js';
import { KeyRingMonitoring, KeySealer, type KeyEncryptionKey, type SealedStore } from './index.js';

describe('the key-encryption key of a ring', () => {
  let harness: RingHarness;
  beforeEach(async () => {
    harness = await RingHarness.create();
  });
  afterEach(() => harness.close());

  const sealedUnder = async (): Promise<(string | undefined)[]> =>
    (
      await harness.rows<{ sealed: string }>(
        'SELECT sealed_private_key AS sealed FROM signing_keys WHERE sealed_private_key IS NOT NULL',
      )
    ).map(({ sealed }) => decodeProtectedHeader(sealed).kid);

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

  it('can be replaced by the runbook, replica by replica: each signs at each step, also with keys that the other made', async () => {
    const [old, fresh] = [keyEncryptionKey('old'), keyEncryptionKey('new')];
    const steps = {
      before: [old],
      distributed: [{ ...fresh, opensOnly: true }, old],
      sealing: [fresh, old],
      after: [fresh],
    };
    const start = (keys: KeyEncryptionKey[]) => harness.started({ sealer: new KeySealer(keys) });
    const replicas = [await start(steps.before), await start(steps.before)];
    const check = async () => {
      for (const maker of replicas) {
        // A new key, sealed as this replica seals: the withdrawal of the one before makes it.
        const { kid } = maker.signingKey('order-api');
        const { replacementKid } = await maker.withdraw(kid, 'rehearsal');
        for (const replica of replicas) {
          await replica.maintain();
          expect(replica.signingKey('order-api').kid).toBe(replacementKid);
          await replica.sign('order-api', 'at+jwt', {});
        }
      }
    };
    for (const keys of [steps.distributed, steps.sealing, steps.after]) {
      for (const index of replicas.keys()) {
        await replicas[index]!.stop();
        replicas[index] = await start(keys);
        await check();
      }
    }
    expect(new Set(await sealedUnder())).toEqual(new Set(['new']));
  });

  it('is not taken out while something stored needs it, wherever that is', async () => {
    const [old, fresh] = [keyEncryptionKey('old'), keyEncryptionKey('new')];
    const item = { id: 'a', context: 'a letter', sealed: await new KeySealer([old]).seal('secret', 'a letter') };
    const sealedElsewhere: SealedStore[] = [{ slice: async () => [item], replace: async () => undefined }];
    const ring = harness.ring({ sealer: new KeySealer([fresh]), sealedElsewhere });
    await expect(ring.start()).rejects.toThrow('a letter is sealed under the key-encryption key "old"');
  });

  it('is replaced in what a replica that is behind has sealed since, each minute, and that is said', async () => {
    const said: object[] = [];
    const logger = { log: (details: object) => void said.push(details), warn: () => undefined, error: () => undefined };
    const [old, fresh] = [keyEncryptionKey('old'), keyEncryptionKey('new')];
    const behind = await harness.started({ sealer: new KeySealer([{ ...fresh, opensOnly: true }, old]) });
    const ahead = await harness.started({ sealer: new KeySealer([fresh, old]), logger });
    expect(said).toMatchObject([{ older: ['old'], resealed: 3 }]);
    await behind.withdraw(behind.signingKey('order-api').kid, 'leaked');
    await ahead.maintain();
    expect(await sealedUnder()).toContain('old');
    harness.clock.advance(60);
    await ahead.maintain();
    await behind.maintain();
    expect(await sealedUnder()).not.toContain('old');
    expect(said).toMatchObject([{ resealed: 3 }, { resealed: 1 }]);
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
    expect(() => running.signingKey('order-api')).toThrow(expect.objectContaining({ code: 'signing_key_unavailable' }));
  });

  it('makes a replica not ready, with the reason, while it does not open an active key, and its signatures worth another attempt', async () => {
    const [old, fresh] = [keyEncryptionKey('old'), keyEncryptionKey('new')];
    const running = await harness.started({ sealer: new KeySealer([old]) });
    const monitoring = new KeyRingMonitoring(running, new Metrics());
    const next = await harness.started({ sealer: new KeySealer([fresh, old]) });
    await running.reload();
    await expect(monitoring.check()).resolves.toBeUndefined(); // What it opened before goes on to sign.
    const { replacementKid } = await next.withdraw(next.signingKey('order-api').kid, 'leaked');
    await running.reload();
    await expect(monitoring.check()).rejects.toThrow(
      `the active key of the key set "order-api" can not be opened: signing key ${replacementKid} is sealed under the ` +
        'key-encryption key "new", which is not among the configured ones ("old")',
    );
    await expect(running.sign('order-api', 'at+jwt', {})).rejects.toMatchObject({
      code: 'signing_key_unavailable',
      status: 503,
      headers: { 'Retry-After': '5' },
    });
    await expect(new KeyRingMonitoring(harness.ring(), new Metrics()).check()).rejects.toThrow('was the ring started?');
  });

  it('shows in a metric how much older ones still have sealed', async () => {
    const [old, fresh] = [keyEncryptionKey('old'), keyEncryptionKey('new')];
    const metrics = new Metrics();
    const behind = await harness.started({ sealer: new KeySealer([{ ...fresh, opensOnly: true }, old]) });
    const ahead = await harness.started({ sealer: new KeySealer([fresh, old]) });
    new KeyRingMonitoring(ahead, metrics);
    await behind.withdraw(behind.signingKey('order-api').kid, 'leaked');
    expect(await metrics.render()).toMatch(/^sealed_under_older_keys 1$/m);
    harness.clock.advance(60);
    await ahead.maintain();
    expect(await metrics.render()).toMatch(/^sealed_under_older_keys 0$/m);
  });

  it('keeps what is in memory when the database is away', async () => {
    const { ring, database } = await harness.startedWithOutages();
    database.isAway = true;
    await expect(ring.maintain()).rejects.toThrow('away');
    await ring.sign('order-api', 'at+jwt', {});
    database.isAway = false;
    await ring.maintain();
  });
});
