import { eventually } from '@hallpass/testing';
import { RingHarness } from '../test/ring-harness.js';
import type { KeyRing } from './key-ring.js';

describe('the withdrawal of a key', () => {
  let harness: RingHarness;
  beforeEach(async () => {
    harness = await RingHarness.create();
  });
  afterEach(() => harness.close());

  it('takes the active key out at once and puts a new one in its place', async () => {
    const ring = await harness.started();
    const { kid } = ring.signingKey('order-api');
    const { useCase, replacementKid } = await ring.withdraw(kid, 'found in a log');
    expect(useCase).toBe('order-api');
    expect(replacementKid).not.toBe(kid);
    expect(ring.signingKey('order-api').kid).toBe(replacementKid);
    expect(ring.verificationKey('order-api', kid)).toBeUndefined();
    expect(ring.jwks('order-api').keys.map((jwk) => jwk.kid)).toEqual([replacementKid]);
    expect(ring.list().find((key) => key.kid === kid)).toMatchObject({
      state: 'withdrawn',
      withdrawnReason: 'found in a log',
      withdrawnAt: new Date(harness.clock.now()),
    });
  });

  it('erases the private key', async () => {
    const ring = await harness.started();
    const { kid } = ring.signingKey('order-api');
    await ring.withdraw(kid, 'leaked');
    const rows = await harness.rows(`SELECT sealed_private_key FROM signing_keys WHERE kid = '${kid}'`);
    expect(rows).toEqual([{ sealed_private_key: null }]);
  });

  it('puts the published successor in its place, which verifiers know already', async () => {
    const ring = await harness.started();
    const next = await ring.rotate('order-api');
    const { replacementKid } = await ring.withdraw(ring.signingKey('order-api').kid, 'leaked');
    expect(replacementKid).toBe(next.kid);
    expect(ring.signingKey('order-api').kid).toBe(next.kid);
  });

  it('leaves the active key where a published one is withdrawn', async () => {
    const ring = await harness.started();
    const { kid } = ring.signingKey('order-api');
    const next = await ring.rotate('order-api');
    expect(await ring.withdraw(next.kid, 'leaked')).toEqual({ useCase: 'order-api', replacementKid: kid });
    expect(ring.signingKey('order-api').kid).toBe(kid);
    expect(ring.jwks('order-api').keys).toHaveLength(1);
  });

  it('is final', async () => {
    const ring = await harness.started();
    const { kid } = ring.signingKey('order-api');
    await ring.withdraw(kid, 'leaked');
    await expect(ring.withdraw(kid, 'again')).rejects.toMatchObject({ code: 'key_already_withdrawn' });
    harness.clock.advance(365 * 24 * 60 * 60);
    await ring.maintain();
    expect(ring.list().find((key) => key.kid === kid)?.state).toBe('withdrawn');
  });

  it('refuses a kid that there is no key for', async () => {
    const ring = await harness.started();
    await expect(ring.withdraw('unknown', 'leaked')).rejects.toMatchObject({ code: 'key_not_found' });
  });

  it('happens once when two replicas are told at once', async () => {
    const [one, other] = [await harness.started(), await harness.started()];
    const { kid } = one.signingKey('order-api');
    const results = await Promise.allSettled([one.withdraw(kid, 'leaked'), other.withdraw(kid, 'leaked')]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await Promise.all([one.reload(), other.reload()]);
    expect(one.signingKey('order-api').kid).toBe(other.signingKey('order-api').kid);
  });

  it('happens in the transaction of the caller, and not when that is rolled back', async () => {
    const ring = await harness.started();
    const { kid } = ring.signingKey('order-api');
    const rolledBack = harness.sql.$transaction(async (tx) => {
      await ring.withdraw(kid, 'leaked', tx);
      throw new Error('changed my mind');
    });
    await expect(rolledBack).rejects.toThrow('changed my mind');
    await ring.reload();
    expect(ring.signingKey('order-api').kid).toBe(kid);

    const { replacementKid } = await harness.sql.$transaction((tx) => ring.withdraw(kid, 'leaked', tx));
    await ring.reload();
    expect(ring.signingKey('order-api').kid).toBe(replacementKid);
  });

  describe('as other replicas serve the key set', () => {
    const kids = ({ jwks }: Awaited<ReturnType<KeyRing['publish']>>) => jwks.keys.map(({ kid }) => kid);

    it('is there once it is committed, though they have not heard of it', async () => {
      const [one, other] = [await harness.started(), await harness.started()];
      const { replacementKid } = await one.withdraw(one.signingKey('order-api').kid, 'leaked');
      const served = await other.publish('order-api');
      expect(kids(served)).toEqual([replacementKid]);
      expect(served.etag).toBe(one.etag('order-api'));
    });

    it('is there for who asks while an older reading is under way, and one more reading is enough for all of them', async () => {
      const one = await harness.started();
      const readings: (() => void)[] = [];
      const { sql } = harness;
      const held = { is: false };
      const other = await harness.started({
        sql: {
          ...sql,
          $queryRawUnsafe: async <T>(...query: [string, ...unknown[]]) => {
            const rows = await sql.$queryRawUnsafe<T>(...query);
            if (held.is) await new Promise<void>((resolve) => readings.push(resolve));
            return rows;
          },
        },
      });
      held.is = true;
      const earlier = other.publish('order-api');
      await eventually(() => expect(readings).toHaveLength(1));
      const { replacementKid } = await one.withdraw(one.signingKey('order-api').kid, 'leaked');
      const later = Array.from({ length: 20 }, () => other.publish('order-api'));
      held.is = false;
      readings[0]!();
      for (const served of await Promise.all(later)) expect(kids(served)).toEqual([replacementKid]);
      expect(await earlier).toMatchObject({ maxAgeSeconds: 300 });
    });

    it('is not there while their database is away: they serve their last copy', async () => {
      const { ring, database } = await harness.startedWithOutages();
      const before = ring.jwks('order-api');
      database.isAway = true;
      expect(await ring.publish('order-api')).toMatchObject({ jwks: before });
      await expect(ring.publish('elsewhere')).rejects.toMatchObject({ code: 'key_set_not_found' });
    });
  });

  it('reaches the other replicas without being told', async () => {
    const [one, other] = [await harness.started(), await harness.started({ timing: { refreshSeconds: 0.05 } })];
    const { kid } = one.signingKey('order-api');
    const seen = new Promise<void>((resolve) => other.onChange(resolve));
    await one.withdraw(kid, 'leaked');
    await seen;
    expect(other.verificationKey('order-api', kid)).toBeUndefined();
  });
});
