import { eventually } from '@hallpass/testing';
import { NOW, TestClock } from '../testing/local-issuer.js';
import type { Principal } from '../principal.js';
import { RevocationState } from '../revocation/revocation-state.js';
import { LiveConnections } from './live-connections.js';

const alice: Principal = {
  issuer: 'https://issuer.test',
  sub: 'alice',
  clientId: 'web',
  sid: 'session-1',
  epoch: 3,
  jti: 'token-1',
  scopes: new Set(),
  roles: [],
  iat: NOW,
  exp: NOW + 300,
  kid: 'key-1',
};

describe('a live connection', () => {
  let clock: TestClock;
  let state: RevocationState;
  let live: LiveConnections;
  let closed: string[];
  let revocations: { reliable: boolean };
  const close = (reason: string) => void closed.push(reason);

  beforeEach(() => {
    clock = new TestClock();
    state = new RevocationState({ clock });
    const own = { reliable: true };
    revocations = own;
    live = new LiveConnections(state, clock, { holds: () => own.reliable, graceMs: 3000 }, 5);
    closed = [];
  });

  it('is closed in the tick in which its session ends', () => {
    live.register(alice, close);
    live.register({ ...alice, sid: 'session-2' }, close);
    state.apply({ kind: 'session', sub: 'alice', sid: 'session-1' });
    expect(closed).toEqual(['session_revoked']);
    expect(live.size).toBe(1);
  });

  it('is closed when its account changes, unless its token is newer', () => {
    live.register(alice, close);
    live.register({ ...alice, epoch: 4 }, close);
    state.apply({ kind: 'account', change: 'account-disabled', sub: 'alice', minEpoch: 4 });
    expect(closed).toEqual(['account_revoked']);
  });

  it('is closed when the key of its token is withdrawn', () => {
    live.register(alice, close);
    state.apply({ kind: 'key', kid: 'key-1' });
    expect(closed).toEqual(['key_withdrawn']);
  });

  it('is closed when every token of the issuer is revoked, unless its token is newer', () => {
    live.register(alice, close);
    live.register({ ...alice, sub: 'bob', epoch: 9 }, close);
    state.apply({ kind: 'issuer', minEpoch: 9 });
    expect(closed).toEqual(['all_tokens_revoked']);
  });

  it.each<[string, () => void]>([
    ['expires', () => clock.advance(300_000)],
    ['expires, though the time was set back', () => [clock.advance(300_000), clock.setBack(300_000)]],
    ['has expired when a suspended machine goes on', () => clock.suspend(300_000)],
  ])('is closed when its token %s', async (_case, happens) => {
    live.register(alice, close);
    happens();
    await eventually(() => expect(closed).toEqual(['token_expired']));
    expect(live.size).toBe(0);
  });

  it('is closed when the revocation state turns stale', async () => {
    live.register(alice, close);
    revocations.reliable = false;
    await eventually(() => expect(closed).toEqual(['revocation_state_stale']));
    expect(live.size).toBe(0);
  });

  it('that was opened while the state was stale is closed when its check is too old, and not before', async () => {
    revocations.reliable = false;
    live.register(alice, close);
    clock.advance(2999);
    live.register({ ...alice, exp: NOW }, close); // closed by the same look as the first would be
    await eventually(() => expect(closed).toEqual(['token_expired']));
    clock.advance(1);
    await eventually(() => expect(closed).toEqual(['token_expired', 'revocation_state_stale']));
  });

  it('that was opened while the state was stale stays open once it is true again', async () => {
    revocations.reliable = false;
    live.register(alice, close);
    revocations.reliable = true;
    clock.advance(3000);
    live.register({ ...alice, exp: NOW }, close);
    await eventually(() => expect(closed).toEqual(['token_expired']));
    expect(live.size).toBe(1);
  });

  it('that comes after its revocation is closed, and only after the caller has it in hand', async () => {
    state.apply({ kind: 'session', sub: 'alice', sid: 'session-1' });
    live.register(alice, close);
    expect(closed).toEqual([]);
    await Promise.resolve();
    expect(closed).toEqual(['session_revoked']);
  });

  it('is closed once', () => {
    live.register(alice, close);
    state.apply({ kind: 'key', kid: 'key-1' });
    state.apply({ kind: 'session', sub: 'alice', sid: 'session-1' });
    expect(closed).toHaveLength(1);
  });

  it('that ended by itself is forgotten', () => {
    const unregister = live.register(alice, close);
    unregister();
    unregister();
    state.apply({ kind: 'session', sub: 'alice', sid: 'session-1' });
    expect(closed).toEqual([]);
    expect(live.size).toBe(0);
  });
});
