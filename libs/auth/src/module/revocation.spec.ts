import { eventually } from '@hallpass/testing';
import {
  KeySetUnavailableError,
  LiveConnections,
  RevocationState,
  SessionCache,
  TokenStatusUnavailableError,
  type StalePolicy,
} from '@hallpass/verifier';
import { AUDIENCE, ISSUER, LocalIssuer, NOW, TestClock } from '@hallpass/verifier/testing';
import { ManualFeed, startSample, type SampleApp } from '../../test/sample-app.js';
import { AuthHealth } from './auth-health.js';
import { AuthMetrics } from './auth-metrics.js';
import { TokenVerifier } from './token-verifier.js';

describe('a resource server with a revocation feed', () => {
  let issuer: LocalIssuer;
  let clock: TestClock;
  let feed: ManualFeed;
  let sample: SampleApp;

  beforeEach(async () => {
    issuer = await LocalIssuer.create();
    clock = new TestClock();
    feed = new ManualFeed();
    feed.heardAt = clock.monotonic();
  });
  afterEach(() => sample.app.close());

  const start = async (whenStale?: StalePolicy): Promise<void> => {
    const { keySource, securityEventKeySource } = issuer;
    const revocation = { feed, ...(whenStale === undefined ? {} : { whenStale }) };
    sample = await startSample(
      'fastify',
      { issuer: ISSUER, audience: AUDIENCE, keySource, securityEventKeySource, clock, revocation },
      true,
    );
  };
  const call = async (token: string): Promise<number | string> => {
    const response = await fetch(`${sample.url}/bare`, { headers: { authorization: `Bearer ${token}` } });
    return response.ok ? response.status : ((await response.json()) as { code: string }).code;
  };
  const sessionEnded = { kind: 'session', sub: 'alice', sid: 'session-1' } as const;

  it.each<[StalePolicy, number]>([
    [{ mode: 'deny' }, 3000],
    [{ mode: 'introspect' }, 3000],
    [{ mode: 'allow', forAtMostMs: 60_000 }, 63_000],
  ])('says for how long it relies on what it knows: %j', async (whenStale, ms) => {
    await start(whenStale);
    expect(feed.sink?.reliesForMs).toBe(ms);
  });

  it('refuses a known token from the tick in which the event is applied', async () => {
    await start();
    const token = await issuer.mint();
    expect(await call(token)).toBe(200);
    await feed.sink?.apply(await issuer.mintEvent(sessionEnded));
    expect(sample.get(SessionCache).stats()).toMatchObject({ entries: 0, revocations: 1 });
    expect(await call(token)).toBe('invalid_token');
  });

  it('refuses a revoked token also when its ECDSA signature is re-encoded, which keeps it valid', async () => {
    await start();
    const [revoked, other] = await Promise.all([issuer.mint(), issuer.mint({ claims: { sid: 'session-2' } })]);
    expect(await call(revoked)).toBe(200);
    await feed.sink?.apply(await issuer.mintEvent(sessionEnded));
    expect(await call(reencoded(other))).toBe(200);
    expect([await call(revoked), await call(reencoded(revoked))]).toEqual(['invalid_token', 'invalid_token']);
  });

  it('refuses a token that was being verified while the event arrived', async () => {
    await start();
    const token = await issuer.mint();
    const { getKey } = issuer.keySource;
    issuer.keySource.getKey = async (kid) => {
      const key = await getKey.call(issuer.keySource, kid);
      return new Proxy(key!, {
        get: (target, name, receiver) => {
          if (name === 'key') sample.get(RevocationState).apply(sessionEnded);
          return Reflect.get(target, name, receiver) as unknown;
        },
      });
    };
    expect(await call(token)).toBe('invalid_token');
    expect(sample.get(SessionCache).stats().entries).toBe(0);
  });

  it('accepts a newer token of the account in the same second', async () => {
    await start();
    const [older, newer] = await Promise.all([issuer.mint(), issuer.mint({ claims: { epoch: 4 } })]);
    expect([await call(older), await call(newer)]).toEqual([200, 200]);
    await feed.sink?.apply(
      await issuer.mintEvent({ kind: 'account', change: 'token-claims-change', sub: 'alice', minEpoch: 4 }),
    );
    expect([await call(older), await call(newer)]).toEqual(['invalid_token', 200]);
  });

  it('drops a withdrawn key from its key sources', async () => {
    await start();
    await feed.sink?.apply(await issuer.mintEvent({ kind: 'key', kid: 'key-1' }));
    expect([...issuer.keySource.withdrawn, ...issuer.securityEventKeySource.withdrawn]).toEqual(['key-1', 'key-1']);
    expect(await call(await issuer.mint())).toBe('invalid_token');
  });

  it('drops and counts what is no event of the issuer', async () => {
    await start();
    await feed.sink?.apply(await issuer.mint());
    expect(sample.get(AuthMetrics).snapshot().feed.refused).toBe(1);
    expect(sample.get(RevocationState).stats().applied).toBe(0);
  });

  it('hands an event back to the feed when it can not be judged', async () => {
    await start();
    issuer.securityEventKeySource.failure = new KeySetUnavailableError('connection refused');
    const event = await issuer.mintEvent(sessionEnded);
    await expect(feed.sink?.apply(event)).rejects.toMatchObject({ code: 'key_set_unavailable' });
  });

  it('is ready once the events are replayed, and as long as the feed is heard', async () => {
    feed.heardAt = -Infinity;
    await start({ mode: 'deny' });
    const health = sample.get(AuthHealth);
    await expect(health.check()).rejects.toThrow('still being replayed');
    feed.heardAt = clock.monotonic();
    await expect(health.check()).resolves.toBeUndefined();
    clock.advance(3001);
    await expect(health.check()).rejects.toThrow('nothing heard');
  });

  it('stays ready in silence where the issuer is asked instead', async () => {
    await start({ mode: 'introspect' });
    const health = sample.get(AuthHealth);
    await expect(health.check()).resolves.toBeUndefined();
    clock.advance(3001);
    await expect(health.check()).resolves.toBeUndefined();
  });

  it('stops the feed with the application', async () => {
    await start();
    await sample.app.close();
    expect(feed.stopped).toBe(true);
  });

  describe('that has not heard of it for longer than staleAfterMs', () => {
    const silence = 3001;

    it('refuses under the policy deny, until it hears again', async () => {
      await start({ mode: 'deny' });
      const token = await issuer.mint();
      expect(await call(token)).toBe(200);
      clock.advance(3000);
      expect(await call(token)).toBe(200);
      clock.advance(1);
      expect(await call(token)).toBe('revocation_state_stale');
      feed.heardAt = clock.monotonic();
      expect(await call(token)).toBe(200);
    });

    it('refuses when its feed reports a time in the future, as one that uses another clock does', async () => {
      await start({ mode: 'deny' });
      feed.heardAt = clock.monotonic() + 1;
      expect(await call(await issuer.mint())).toBe('revocation_state_stale');
    });

    it('takes it for as long as it is when the time is set back', async () => {
      await start({ mode: 'deny' });
      const token = await issuer.mint();
      expect(await call(token)).toBe(200);
      clock.advance(3000);
      clock.setBack(3000);
      expect(await call(token)).toBe(200);
      clock.advance(1);
      expect(await call(token)).toBe('revocation_state_stale');
    });

    it('or whose machine was suspended, which may have been longer, refuses until it hears again', async () => {
      await start({ mode: 'allow', forAtMostMs: 60_000 });
      const token = await issuer.mint();
      expect(await call(token)).toBe(200);
      clock.suspend(1000);
      await eventually(async () => expect(await call(token)).toBe('revocation_state_stale'));
      clock.advance(1);
      feed.heardAt = clock.monotonic();
      expect(await call(token)).toBe(200);
    });

    it.each<[string, StalePolicy, number[]]>([
      ['at once under deny', { mode: 'deny' }, [3000, 3001]],
      ['at once under introspect', { mode: 'introspect' }, [3000, 3001]],
      ['at the end of allow', { mode: 'allow', forAtMostMs: 10_000 }, [13_000, 13_001]],
    ])('closes live connections %s', async (_, policy, [good = 0, tooLong = 0]) => {
      await start(policy);
      const live = sample.get(LiveConnections);
      const closed: string[] = [];
      const principal = { ...(await sample.get(TokenVerifier).verify(await issuer.mint())), exp: NOW + 3600 };
      live.register(principal, (reason) => closed.push(reason));
      clock.advance(good);
      live.register({ ...principal, exp: NOW }, (reason) => closed.push(reason)); // tells of a look at them all
      await eventually(() => expect(closed).toEqual(['token_expired']));
      clock.advance(tooLong - good);
      await eventually(() => expect(closed).toEqual(['token_expired', 'revocation_state_stale']));
    });

    it('closes what was opened meanwhile when the check of its request is too old, however the clock is set', async () => {
      await start({ mode: 'deny' });
      const live = sample.get(LiveConnections);
      const closed: string[] = [];
      const principal = { ...(await sample.get(TokenVerifier).verify(await issuer.mint())), exp: NOW + 3600 };
      clock.advance(silence);
      live.register(principal, (reason) => closed.push(reason));
      clock.setBack(1000);
      clock.advance(3000);
      await eventually(() => expect(closed).toEqual(['revocation_state_stale']));
    });

    it('refuses an invalid token as such, stale or not', async () => {
      await start({ mode: 'deny' });
      clock.advance(silence);
      expect(await call('a.b.c')).toBe('invalid_token');
    });

    it('accepts under the policy allow for that long and no longer', async () => {
      await start({ mode: 'allow', forAtMostMs: 10_000 });
      const token = await issuer.mint();
      clock.advance(13_000);
      expect(await call(token)).toBe(200);
      clock.advance(1);
      expect(await call(token)).toBe('revocation_state_stale');
    });

    it('refuses under the policy allow before it has heard anything: it knows of no revocation at all', async () => {
      feed.heardAt = -Infinity;
      await start({ mode: 'allow', forAtMostMs: 10_000 });
      expect(await call(await issuer.mint())).toBe('revocation_state_stale');
    });

    describe('asks the issuer under the policy introspect', () => {
      let asked: string[];
      let answer: () => Promise<boolean>;
      const tokenStatus = {
        isActive: (token: string) => {
          asked.push(token);
          return answer();
        },
      };
      beforeEach(async () => {
        asked = [];
        answer = () => Promise.resolve(true);
        await start({ mode: 'introspect', tokenStatus });
      });

      it('not while the feed is heard', async () => {
        await call(await issuer.mint());
        expect(asked).toEqual([]);
      });

      it('and remembers its answer for at most a second', async () => {
        const token = await issuer.mint();
        clock.advance(silence);
        expect([await call(token), await call(token)]).toEqual([200, 200]);
        expect(asked).toHaveLength(1);
        clock.advance(999);
        await call(token);
        expect(asked).toHaveLength(1);
        answer = () => Promise.resolve(false);
        clock.advance(1);
        expect(await call(token)).toBe('invalid_token');
        expect(asked).toEqual([token, token]);
      });

      it('also when the clock was set back since', async () => {
        const token = await issuer.mint();
        clock.advance(silence + 1000);
        await call(token);
        clock.setBack(500);
        clock.advance(999);
        await call(token);
        expect(asked).toHaveLength(1);
        clock.advance(1);
        await call(token);
        expect(asked).toHaveLength(2);
      });

      it('also when the machine was suspended since, which only the time tells', async () => {
        const token = await issuer.mint();
        clock.advance(silence);
        await call(token);
        clock.suspend(1000);
        await call(token);
        expect(asked).toHaveLength(2);
      });

      it('and relies on no answer that took longer than that', async () => {
        const token = await issuer.mint();
        clock.advance(silence);
        answer = async () => {
          clock.advance(1000);
          return true;
        };
        expect(await call(token)).toBe('token_status_unavailable');
        expect(asked).toHaveLength(2);
      });

      it('once for requests at the same time', async () => {
        const token = await issuer.mint();
        clock.advance(silence);
        expect(await Promise.all([call(token), call(token), call(token)])).toEqual([200, 200, 200]);
        expect(asked).toHaveLength(1);
      });

      it('and refuses when it can not be asked, but asks again the next time', async () => {
        const token = await issuer.mint();
        expect(await call(token)).toBe(200);
        clock.advance(silence);
        answer = () => Promise.reject(new TokenStatusUnavailableError('connection refused'));
        expect(await call(token)).toBe('token_status_unavailable');
        answer = () => Promise.resolve(true);
        expect(await call(token)).toBe(200);
      });

      it('and refuses what an event revoked while it was asked', async () => {
        const token = await issuer.mint();
        clock.advance(silence);
        answer = async () => {
          sample.get(RevocationState).apply(sessionEnded);
          return true;
        };
        expect(await call(token)).toBe('invalid_token');
      });
    });

    it('refuses by default, because there is nobody to ask', async () => {
      await start();
      clock.advance(silence);
      expect(await call(await issuer.mint())).toBe('token_status_unavailable');
    });
  });

  it('refuses a known token that expired while the machine was suspended', async () => {
    await start();
    const token = await issuer.mint();
    expect(await call(token)).toBe(200);
    clock.suspend(305_000);
    await eventually(async () => {
      clock.advance(1);
      feed.heardAt = clock.monotonic();
      expect(await call(token)).toBe('invalid_token');
    });
  });

  it('refuses a token that would outlive the memory of its revocation', async () => {
    await start();
    expect(await call(await issuer.mint({ claims: { exp: NOW + 3601 } }))).toBe('invalid_token');
  });
});

/** The order of the group of P-256. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** An ECDSA signature (r, s) is valid as (r, n - s) too: another token by its bytes, for which no key is needed. */
function reencoded(token: string): string {
  const [header, claims, signature = ''] = token.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  const s = ORDER - BigInt(`0x${bytes.toString('hex', 32)}`);
  bytes.write(s.toString(16).padStart(64, '0'), 32, 'hex');
  return `${header}.${claims}.${bytes.toString('base64url')}`;
}
