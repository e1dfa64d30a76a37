import { eventually } from '@hallpass/testing';
import type { JWK } from 'jose';
import { HttpIssuer } from '../../test/http-issuer.js';
import { TestClock } from '../testing/local-issuer.js';
import { RemoteKeySource, type RemoteKeySourceOptions } from './remote-key-source.js';

const SECOND = 1000;
const DAY = 86_400 * SECOND;

describe('the key set of an issuer', () => {
  let issuer: HttpIssuer;
  let clock: TestClock;

  beforeEach(async () => {
    issuer = await HttpIssuer.start();
    clock = new TestClock();
    await issuer.addKey('key-1');
  });
  afterEach(() => issuer.stop());

  const source = (options: Partial<RemoteKeySourceOptions> = {}): RemoteKeySource =>
    new RemoteKeySource({ issuer: issuer.url, select: { typ: 'at+jwt', audience: 'urn:test:api' }, clock, ...options });
  const unavailable = { code: 'key_set_unavailable' };
  const fetches = () => issuer.requestsFor('/jwks');

  it('is fetched once for all who ask at the same time, and then kept', async () => {
    const keys = source();
    const found = await Promise.all([keys.getKey('key-1'), keys.getKey('key-1'), keys.ready()]);
    expect(found[0]).toMatchObject({ kid: 'key-1', alg: 'ES256' });
    await keys.getKey('key-1');
    expect(fetches()).toBe(1);
  });

  it('is asked for again after a failure, though the time was an hour fast then and has been corrected', async () => {
    clock.ms += 3600 * SECOND;
    issuer.status('/jwks', 500);
    const keys = source({ jwksUri: `${issuer.url}/jwks` });
    await expect(keys.getKey('key-1')).rejects.toMatchObject(unavailable);
    clock.setBack(3600 * SECOND);
    clock.advance(500);
    issuer.json('/jwks', () => ({ keys: issuer.keys }));
    await expect(keys.getKey('key-1')).resolves.toBeDefined();
  });

  it('is read from an address given outright, without discovery', async () => {
    await expect(source({ jwksUri: `${issuer.url}/jwks` }).getKey('key-1')).resolves.toBeDefined();
    expect(issuer.requests).toEqual(['/jwks']);
  });

  it.each([{ issuer: 'ftp://issuer.test' }, { jwksUri: 'file:///etc/passwd' }, { discoveryUrl: 'no url' }])(
    'is not looked for at %j',
    (options) => {
      expect(() => source(options)).toThrow(TypeError);
    },
  );

  describe('rotates', () => {
    it('without a restart: a new key is found when a token names it', async () => {
      const keys = source();
      await keys.getKey('key-1');
      await issuer.addKey('key-2');
      await expect(keys.getKey('key-2')).resolves.toMatchObject({ kid: 'key-2' });
    });

    it('in the background before the set is too old, so that nobody waits', async () => {
      const keys = source();
      await keys.ready();
      await issuer.addKey('key-2');
      clock.advance(226 * SECOND);
      await keys.getKey('key-1');
      await eventually(() => expect(fetches()).toBe(2));
    });

    it('by the max-age that the issuer states, or 5 minutes', async () => {
      issuer.maxAge = undefined;
      const keys = source();
      await keys.ready();
      clock.advance(224 * SECOND);
      await keys.getKey('key-1');
      expect(fetches()).toBe(1);
    });

    it('and a key that is no longer published is dropped at the max-age', async () => {
      const keys = source();
      await keys.ready();
      issuer.keys = [];
      clock.advance(300 * SECOND);
      await expect(keys.getKey('key-1')).resolves.toBeUndefined();
    });
  });

  describe('never brings a withdrawn key back', () => {
    it('though the issuer goes on publishing it, and finds its replacement at once', async () => {
      const keys = source();
      await keys.getKey('key-1');
      await issuer.addKey('key-2');
      keys.withdraw('key-1');
      keys.withdraw('key-1');
      await expect(keys.getKey('key-1')).resolves.toBeUndefined();
      await eventually(() => expect(fetches()).toBe(2));
      await expect(keys.getKey('key-2')).resolves.toBeDefined();
    });

    it('and takes a set that still has it for an old copy: neither knows nor refuses a new key by it', async () => {
      const keys = source();
      await keys.ready();
      for (let i = 0; i < 20; i++) await keys.getKey(`stranger-${i}`); // The strangers' budget is spent.
      keys.withdraw('key-1');
      await expect(keys.getKey('key-2')).rejects.toMatchObject(unavailable);
      const fetched = fetches();
      await expect(keys.getKey('key-2')).rejects.toMatchObject(unavailable);
      expect(fetches()).toBe(fetched);
      issuer.keys = [];
      await issuer.addKey('key-2');
      clock.advance(SECOND);
      await expect(keys.getKey('key-2')).resolves.toBeDefined();
      expect(fetches()).toBe(fetched + 1);
    });

    it('and does not count a fetch that began before the withdrawal: who asks meanwhile gets the replacement', async () => {
      const keys = source();
      await keys.ready();
      const answers: (() => void)[] = [];
      issuer.routes.set('/jwks', (_request, response) => {
        const body = JSON.stringify({ keys: issuer.keys }); // Read now, answered later.
        if (answers.push(() => response.end(body)) > 1) response.end(body);
      });
      const before = keys.getKey('stranger');
      await eventually(() => expect(answers).toHaveLength(1));
      issuer.keys = [];
      await issuer.addKey('key-2');
      keys.withdraw('key-1');
      const found = [keys.getKey('key-2'), keys.getKey('key-2')];
      answers[0]!();
      for (const each of found) await expect(each).resolves.toMatchObject({ kid: 'key-2' });
      await expect(before).resolves.toBeUndefined();
      expect(answers).toHaveLength(2);
    });

    it('and asks no cache on the way, but the issuer', async () => {
      const asked: (string | undefined)[] = [];
      const keys = source();
      issuer.routes.set('/jwks', ({ headers }, response) => {
        asked.push(headers['cache-control']);
        response.end(JSON.stringify({ keys: issuer.keys }));
      });
      await keys.ready();
      issuer.keys = [];
      await issuer.addKey('key-2');
      keys.withdraw('key-1');
      await expect(keys.getKey('key-2')).resolves.toBeDefined();
      expect(asked).toEqual([undefined, 'no-cache']);
    });

    describe('though a cache on the way has a copy from before', () => {
      let fresh: JWK[];
      const serveThroughCache = () => {
        const old = issuer.keys;
        issuer.routes.set('/jwks', ({ headers }, response) => {
          response.end(JSON.stringify({ keys: headers['cache-control'] === 'no-cache' ? fresh : old }));
        });
      };
      beforeEach(async () => {
        serveThroughCache();
        issuer.keys = [];
        await issuer.addKey('key-3');
        fresh = issuer.keys;
      });

      it('and it hears of the withdrawal before it has any', async () => {
        const keys = source();
        keys.withdraw('key-1');
        await expect(keys.getKey('key-3')).resolves.toBeDefined();
      });

      it('and the withdrawn key came after that copy, with the budget of strangers spent', async () => {
        const keys = source();
        await keys.ready();
        for (let i = 0; i < 20; i++) await keys.getKey(`stranger-${i}`);
        keys.withdraw('key-2');
        await expect(keys.getKey('key-3')).resolves.toBeDefined();
      });

      it('and it refreshes within a max-age of the withdrawal', async () => {
        const keys = source();
        await keys.ready();
        keys.withdraw('key-1');
        await expect(keys.getKey('key-3')).resolves.toBeDefined();
        clock.advance(299 * SECOND);
        const stranger = await keys.getKey('stranger').catch((error: { code: string }) => error.code);
        expect([stranger, (await keys.getKey('key-3'))?.kid]).toEqual([undefined, 'key-3']);
      });
    });

    it('and knows strangers again when the issuer publishes it even after the max-age', async () => {
      const keys = source();
      await keys.ready();
      keys.withdraw('key-1');
      await expect(keys.getKey('stranger')).rejects.toMatchObject(unavailable);
      clock.advance(300 * SECOND);
      await expect(keys.getKey('stranger')).resolves.toBeUndefined();
    });

    it('not even to who was already waiting for it', async () => {
      const keys = source();
      const waiting = keys.getKey('key-1');
      keys.withdraw('key-1');
      await expect(waiting).resolves.toBeUndefined();
    });
  });

  describe('does not let strangers make us fetch', () => {
    it('with key ids that nobody knows: ten in a row, then one in each cool-down', async () => {
      const keys = source();
      await keys.ready();
      for (let i = 0; i < 50; i++) await expect(keys.getKey(`stranger-${i}`)).resolves.toBeUndefined();
      expect(fetches()).toBe(1 + 10);
      clock.advance(5 * SECOND);
      for (let i = 50; i < 60; i++) await keys.getKey(`stranger-${i}`);
      expect(fetches()).toBe(1 + 10 + 1);
    });

    it('with the same unknown key id again', async () => {
      const keys = source();
      await keys.ready();
      for (let i = 0; i < 10; i++) await keys.getKey('stranger');
      expect(fetches()).toBe(1 + 1);
    });

    it('nor does the first one fetch twice', async () => {
      await expect(source().getKey('stranger')).resolves.toBeUndefined();
      expect(fetches()).toBe(1);
    });
  });

  describe('while the issuer is away', () => {
    it('can not be told: unavailable, not unknown', async () => {
      issuer.status('/jwks', 500);
      const keys = source();
      await expect(keys.getKey('key-1')).rejects.toMatchObject(unavailable);
      await expect(keys.ready()).rejects.toMatchObject(unavailable);
      expect(fetches()).toBe(1); // The second is answered without asking again: not every request waits for a timeout.
    });

    it('comes back by itself', async () => {
      issuer.status('/.well-known/oauth-authorization-server', 503);
      const keys = source();
      await expect(keys.ready()).rejects.toMatchObject(unavailable);
      issuer.json('/.well-known/oauth-authorization-server', () => ({
        issuer: issuer.url,
        jwks_uri: `${issuer.url}/jwks`,
      }));
      clock.advance(500);
      await expect(keys.ready()).resolves.toBeUndefined();
    });

    it('is used as it was last, within a bound', async () => {
      const keys = source();
      await keys.ready();
      await issuer.stop();
      clock.advance(300 * SECOND);
      await expect(keys.getKey('key-1')).resolves.toBeDefined();
      clock.advance(DAY);
      await expect(keys.getKey('key-1')).resolves.toBeDefined();
      clock.advance(1);
      await expect(keys.getKey('key-1')).rejects.toMatchObject(unavailable);
      issuer = await HttpIssuer.start();
    });

    it('keeps nobody waiting once a refresh has failed, though the issuer hangs', async () => {
      const keys = source();
      await keys.ready();
      issuer.status('/jwks', 500);
      clock.advance(300 * SECOND);
      await keys.getKey('key-1');
      const answers: (() => void)[] = [];
      issuer.routes.set('/jwks', (_request, response) => {
        answers.push(() => response.end(JSON.stringify({ keys: issuer.keys })));
      });
      clock.advance(5 * SECOND);
      let settled = false;
      const found = keys.getKey('key-1').finally(() => (settled = true));
      await eventually(() => answers.length === 1);
      const settledBeforeTheAnswer = settled;
      answers.forEach((answer) => answer());
      await expect(found).resolves.toBeDefined();
      expect(settledBeforeTheAnswer).toBe(true);
    });

    it('can not tell a new key from an unknown one', async () => {
      const keys = source();
      await keys.ready();
      issuer.status('/jwks', 500);
      for (let i = 0; i < 20; i++) await expect(keys.getKey(`new-${i}`)).rejects.toMatchObject(unavailable);
      expect(fetches()).toBe(1 + 10);
    });

    it('is given up after the timeout when it hangs', async () => {
      issuer.routes.set('/jwks', () => undefined);
      await expect(source({ timeoutMs: 50 }).ready()).rejects.toMatchObject(unavailable);
    });
  });

  it.each<[string, (url: string) => unknown]>([
    ['is no JSON', () => undefined],
    ['is no key set', () => ({ keys: 'none' })],
    ['is larger than 1 MiB', () => ({ keys: [], padding: 'x'.repeat(1024 * 1024 + 1) })],
  ])('is unavailable when the answer %s', async (_name, body) => {
    issuer.json('/jwks', () => body(issuer.url));
    await expect(source().ready()).rejects.toMatchObject(unavailable);
  });

  it('is usable though entries of it are not, and gives the key of the algorithm asked for', async () => {
    await issuer.addKey('key-1', {}, 'PS256');
    issuer.keys.unshift(null as never, { ...issuer.keys[0]!, kid: 'broken', key_ops: null as never });
    const keys = source();
    await expect(keys.getKey('key-1', 'ES256')).resolves.toMatchObject({ alg: 'ES256' });
    await expect(keys.getKey('key-1', 'PS256')).resolves.toMatchObject({ alg: 'PS256' });
    await expect(keys.getKey('broken')).resolves.toBeUndefined();
  });

  it('says of a key for an algorithm that is not accepted that it is published', async () => {
    await issuer.addKey('key-2', { alg: 'RS256' }, 'PS256');
    await expect(source().getKey('key-2')).rejects.toMatchObject({
      code: 'invalid_token',
      message: 'The key of the token is published, but for an algorithm that is not accepted.',
    });
  });

  it('is not followed to another address', async () => {
    issuer.json('/elsewhere', () => ({ keys: issuer.keys }));
    issuer.routes.set('/jwks', (_request, response) => response.writeHead(302, { location: '/elsewhere' }).end());
    await expect(source().ready()).rejects.toMatchObject(unavailable);
    expect(issuer.requestsFor('/elsewhere')).toBe(0);
  });
});
