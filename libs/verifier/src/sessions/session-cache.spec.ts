import fc from 'fast-check';
import { NOW, TestClock } from '../testing/local-issuer.js';
import type { Principal } from '../principal.js';
import type { SecurityEvent } from '../revocation/security-event.js';
import { SessionCache } from './session-cache.js';

function principal(claims: Partial<Principal> = {}): Principal {
  return {
    issuer: 'https://issuer.test',
    sub: 'alice',
    clientId: 'web',
    sid: 'session-1',
    epoch: 3,
    jti: 'token-1',
    scopes: new Set(['orders:read']),
    roles: ['customer'],
    amr: ['pwd'],
    iat: NOW,
    exp: NOW + 300,
    kid: 'key-1',
    ...claims,
  };
}

describe('the session cache', () => {
  let clock: TestClock;
  let cache: SessionCache;

  beforeEach(() => {
    clock = new TestClock();
    cache = new SessionCache({ clock });
  });

  it('answers the exact header value and no other', () => {
    const alice = principal();
    cache.set('Bearer a', alice);
    expect(cache.get('Bearer a')).toBe(alice);
    expect(cache.get('bearer a')).toBeUndefined();
    expect(cache.stats()).toMatchObject({ entries: 1, hits: 1, misses: 1 });
  });

  it('drops a token that has expired, however the time was set meanwhile', () => {
    cache.set('Bearer a', principal());
    clock.advance(305_000 - 1);
    expect(cache.get('Bearer a')).toBeDefined();
    clock.setBack(3_600_000);
    clock.advance(1);
    expect(cache.get('Bearer a')).toBeUndefined();
    expect(cache.stats().entries).toBe(0);
  });

  it.each<[string, SecurityEvent, string[]]>([
    ['the session', { kind: 'session', sub: 'alice', sid: 'session-1' }, ['Bearer c', 'Bearer d']],
    ['the key', { kind: 'key', kid: 'key-2' }, ['Bearer a', 'Bearer b', 'Bearer d']],
    ['the epoch', { kind: 'account', change: 'account-disabled', sub: 'alice', minEpoch: 4 }, ['Bearer b', 'Bearer d']],
  ])('drops at once what an event about %s invalidates, and nothing else', (_name, event, left) => {
    cache.set('Bearer a', principal());
    cache.set('Bearer b', principal({ epoch: 4 }));
    cache.set('Bearer c', principal({ sid: 'session-2', kid: 'key-2' }));
    cache.set('Bearer d', principal({ sub: 'bob', sid: 'session-3' }));
    cache.evict(event);
    const held = ['Bearer a', 'Bearer b', 'Bearer c', 'Bearer d'].filter((header) => cache.get(header) !== undefined);
    expect(held).toEqual(left);
    expect(cache.stats().revocations).toBe(4 - left.length);
  });

  it('drops everything when every token of the issuer is revoked, and takes newer tokens', () => {
    cache.set('Bearer a', principal());
    cache.set('Bearer b', principal({ sub: 'bob', sid: 'session-3', epoch: 9 }));
    cache.evict({ kind: 'issuer', minEpoch: 9 });
    expect([...cache.entries()]).toEqual([]);
    cache.set('Bearer b', principal({ sub: 'bob', sid: 'session-3', epoch: 9 }));
    cache.evict({ kind: 'session', sub: 'bob', sid: 'session-3' });
    expect(cache.stats()).toMatchObject({ entries: 0, revocations: 3 });
  });

  it('holds sixteen tokens of one session: the oldest make room, and those of others stay', () => {
    cache.set('Bearer other', principal({ sid: 'session-2' }));
    for (let i = 0; i < 20; i++) cache.set(`Bearer ${i}`, principal({ jti: String(i) }));
    const held = [...cache.entries()].map(([header]) => header);
    expect(new Set(held)).toEqual(
      new Set(['Bearer other', ...Array.from({ length: 16 }, (_, i) => `Bearer ${i + 4}`)]),
    );
    expect(cache.stats().evictions).toBe(4);
    expect([...cache.indexEntries()]).toHaveLength(17 * 3);
  });

  it('stays within its bytes, whatever the size of tokens', () => {
    cache = new SessionCache({ clock, maxBytes: 20_000 });
    for (let i = 0; i < 100; i++)
      cache.set(`Bearer ${'x'.repeat(500)}${i}`, principal({ jti: String(i), sid: String(i) }));
    const { bytes, entries, evictions } = cache.stats();
    expect(bytes).toBeLessThanOrEqual(20_000);
    expect(entries + evictions).toBe(100);
  });

  it('does not keep, nor index, an entry larger than itself', () => {
    cache = new SessionCache({ clock, maxBytes: 2000 });
    cache.set(`Bearer ${'x'.repeat(3000)}`, principal());
    expect(cache.stats().entries).toBe(0);
    expect([...cache.indexEntries()]).toEqual([]);
  });

  it('keeps its indexes exact through every way an entry can come and go', () => {
    const id = fc.constantFrom('1', '2', '3');
    const claims = fc.record({
      sub: id,
      sid: fc.option(id, { nil: undefined }),
      kid: id,
      epoch: fc.nat(3),
      exp: fc.constantFrom(NOW + 1, NOW + 300),
    });
    const command = fc.oneof(
      { weight: 5, arbitrary: fc.record({ set: fc.nat(15), claims }) },
      fc.record({ get: fc.nat(15) }),
      fc.record({ sub: id, minEpoch: fc.nat(4) }),
      fc.record({ sid: id }),
      fc.record({ kid: id }),
      fc.constant({ advance: 10_000 }),
      fc.constant({ clear: true }),
      fc.constant({ everything: true }),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        const time = new TestClock();
        const small = new SessionCache({ clock: time, maxEntries: 6 });
        for (const step of commands) {
          if ('set' in step) small.set(`Bearer ${step.set}`, principal(step.claims as Partial<Principal>));
          else if ('get' in step) small.get(`Bearer ${step.get}`);
          else if ('everything' in step) small.evict({ kind: 'issuer', minEpoch: 1 });
          else if ('clear' in step) small.clear();
          else if ('advance' in step) time.advance(step.advance);
          else if ('sid' in step) small.evict({ kind: 'session', sub: '1', sid: step.sid });
          else if ('kid' in step) small.evict({ kind: 'key', kid: step.kid });
          else small.evict({ kind: 'account', change: 'account-disabled', sub: step.sub, minEpoch: step.minEpoch });
          expect(new Set(indexed(small))).toEqual(new Set(expected(small)));
        }
      }),
      { numRuns: 300 },
    );
  });
});

const indexed = (cache: SessionCache): string[] => [...cache.indexEntries()].map((entry) => entry.join(' '));

function expected(cache: SessionCache): string[] {
  return [...cache.entries()].flatMap(([header, { sid, sub, kid }]) => [
    ...(sid === undefined ? [] : [`sid ${sid} ${header}`]),
    `sub ${sub} ${header}`,
    `kid ${kid} ${header}`,
  ]);
}
