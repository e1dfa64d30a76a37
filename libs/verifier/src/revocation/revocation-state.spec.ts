import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { TestClock } from '../testing/local-issuer.js';
import { RevocationState } from './revocation-state.js';
import type { SecurityEvent } from './security-event.js';

const HORIZON_MS = 60_000;

describe('the revocation state', () => {
  let clock: TestClock;
  let state: RevocationState;

  beforeEach(() => {
    clock = new TestClock();
    state = new RevocationState({ horizonMs: HORIZON_MS, clock });
  });

  const account = (minEpoch: number, sub = 'alice'): SecurityEvent => {
    return { kind: 'account', change: 'credential-change', sub, minEpoch };
  };

  it('refuses exactly the epochs below the event', () => {
    state.apply(account(4));
    expect(state.isRevoked({ sub: 'alice', epoch: 3, kid: 'k' })).toBe(true);
    expect(state.isRevoked({ sub: 'alice', epoch: 4, kid: 'k' })).toBe(false);
    expect(state.isRevoked({ sub: 'bob', epoch: 0, kid: 'k' })).toBe(false);
  });

  it('counts a token without an epoch as older than every event about its account', () => {
    state.apply(account(0));
    expect(state.isRevoked({ sub: 'alice', kid: 'k' })).toBe(true);
  });

  it('refuses every account and client below the epoch of an event about the issuer, and those without an epoch', () => {
    state.apply({ kind: 'issuer', minEpoch: 7 });
    state.apply({ kind: 'issuer', minEpoch: 5 });
    expect(state.revocationOf({ sub: 'alice', sid: 's', epoch: 6, kid: 'k' })).toBe('issuer');
    expect(state.revocationOf({ sub: 'a-client', kid: 'k' })).toBe('issuer');
    expect(state.isRevoked({ sub: 'bob', sid: 't', epoch: 7, kid: 'k' })).toBe(false);
    expect([6, 7, 8].map((minEpoch) => state.isInForce({ kind: 'issuer', minEpoch }))).toEqual([true, true, false]);
    expect([...state.inForce()]).toEqual([{ kind: 'issuer', minEpoch: 7 }]);
  });

  it('only grows, so that events may repeat and come in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { minLength: 1 }), fc.nat(20), (epochs, epoch) => {
        const shuffled = new RevocationState({ clock });
        for (const minEpoch of epochs) shuffled.apply(account(minEpoch));
        expect(shuffled.isRevoked({ sub: 'alice', epoch, kid: 'k' })).toBe(epoch < Math.max(...epochs));
      }),
    );
  });

  it('remembers an event at least for the horizon, and forgets it after two', () => {
    clock.advance(HORIZON_MS - 1);
    state.apply({ kind: 'session', sub: 'alice', sid: 's' });
    const session = { sub: 'alice', sid: 's', kid: 'k' };
    clock.advance(HORIZON_MS);
    state.apply({ kind: 'session', sub: 'bob', sid: 'other' });
    expect(state.isRevoked(session)).toBe(true);
    clock.advance(HORIZON_MS + 1);
    state.apply({ kind: 'session', sub: 'bob', sid: 'another' });
    expect(state.isRevoked(session)).toBe(false);
  });

  it('forgets nothing because the time was set forward', () => {
    state.apply({ kind: 'session', sub: 'alice', sid: 's' });
    clock.setBack(-10 * HORIZON_MS);
    state.apply({ kind: 'session', sub: 'bob', sid: 'other' });
    expect(state.isRevoked({ sub: 'alice', sid: 's', kid: 'k' })).toBe(true);
  });

  it('holds nothing any more when it was quiet for long', () => {
    state.apply(account(1));
    state.apply({ kind: 'key', kid: 'k' });
    clock.advance(3 * HORIZON_MS);
    expect(state.stats()).toEqual({ accounts: 0, sessions: 0, keys: 0, applied: 2 });
  });

  it('keeps the maximum across the turn of generations', () => {
    state.apply(account(7));
    clock.advance(HORIZON_MS);
    state.apply(account(2));
    expect(state.isRevoked({ sub: 'alice', epoch: 6, kid: 'k' })).toBe(true);
  });

  it('tells its listeners in the same tick, until they end the subscription', () => {
    const heard: SecurityEvent[] = [];
    const unsubscribe = state.onRevoked((event) => heard.push(event));
    state.apply({ kind: 'key', kid: 'k' });
    expect(heard).toEqual([{ kind: 'key', kid: 'k' }]);
    unsubscribe();
    state.apply({ kind: 'key', kid: 'k2' });
    expect(heard).toHaveLength(1);
  });

  it('holds a million revocations in less than 250 MB', () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < 1_000_000; i++) {
      state.apply({ kind: 'session', sub: 'alice', sid: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}` });
    }
    expect(state.stats().sessions).toBe(1_000_000);
    collectGarbage();
    expect((process.memoryUsage().heapUsed - before) / 2 ** 20).toBeLessThan(250);
  });
});
