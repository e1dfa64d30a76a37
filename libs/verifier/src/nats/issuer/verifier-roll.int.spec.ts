import { connect, type NatsConnection } from '@nats-io/transport-node';
import { eventually, startNatsServer } from '@hallpass/testing';
import { TestClock } from '../../testing/local-issuer.js';
import type { RevocationSink } from '../../revocation/revocation-feed.js';
import { RevocationState } from '../../revocation/revocation-state.js';
import type { SecurityEvent } from '../../revocation/security-event.js';
import { VerifierPresence } from '../verifier-presence.js';
import { VERIFIER_SUBJECTS } from '../wire/verifier-protocol.js';
import { VerifierRoll } from './verifier-roll.js';

type NatsServer = Awaited<ReturnType<typeof startNatsServer>>;

const ENDED: SecurityEvent = { kind: 'session', sub: 'alice', sid: 's' };
const ALMOST_NEVER_MS = 20_000;

jest.setTimeout(30_000);

describe('the issuer and its verifiers', () => {
  let server: NatsServer;
  let open: NatsConnection[];
  let present: VerifierPresence[];
  let clock: TestClock;
  let roll: VerifierRoll;

  beforeAll(async () => void (server = await startNatsServer()));
  afterAll(() => server.stop());

  beforeEach(async () => {
    open = [];
    present = [];
    clock = new TestClock();
    roll = new VerifierRoll({ clock, longestRelianceMs: 0 });
    roll.listen(await connection());
    clock.advance(5000);
  });
  afterEach(async () => {
    roll.stop();
    for (const presence of present) presence.leave();
    await Promise.all(open.map((connection) => connection.close()));
  });

  const connection = async (): Promise<NatsConnection> => {
    const made = await connect({ servers: server.url, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
    open.push(made);
    return made;
  };
  const verifier = async (name: string, reliesForMs = 3000): Promise<RevocationState> => {
    const state = new RevocationState();
    const sink: RevocationSink = {
      apply: () => Promise.reject(new Error('nothing is published here')),
      isInForce: (event) => state.isInForce(event),
      onApplied: (listener) => state.onRevoked(listener),
      applySnapshot: () => Promise.reject(new Error('not asked for')),
      snapshot: () => [],
      remembersMs: 0,
      reliesForMs,
    };
    const presence = new VerifierPresence(name);
    present.push(presence);
    presence.join(await connection(), sink);
    return state;
  };
  const known = (count: number) => eventually(() => roll.size === count, { describe: `${count} verifiers` });

  it('knows a verifier as soon as it announces itself, and no longer than until it says good-bye', async () => {
    await verifier('orders');
    await known(1);
    present[0]?.leave();
    await known(0);
  });

  it('finds out at once who is there already', async () => {
    await verifier('orders');
    const late = new VerifierRoll({ clock, longestRelianceMs: 0 });
    late.listen(await connection());
    await eventually(() => late.size === 1);
    late.stop();
  });

  it('waits until the event is in force at every verifier', async () => {
    const states = [await verifier('orders'), await verifier('orders'), await verifier('notifications')];
    await known(3);
    const confirming = roll.confirm([ENDED], { withinMs: ALMOST_NEVER_MS });
    for (const state of states) state.apply(ENDED);
    expect(await confirming).toEqual({ known: 3, applied: 3, missing: [], complete: true });
  });

  it('gets an answer at once where the event is in force already, by itself or by a later one', async () => {
    const state = await verifier('orders');
    await known(1);
    const disabled = { kind: 'account', change: 'account-disabled', sub: 'alice' } as const;
    state.apply({ ...disabled, minEpoch: 5 });
    state.apply({ kind: 'issuer', minEpoch: 8 });
    const events = [
      { ...disabled, minEpoch: 4 },
      { kind: 'issuer', minEpoch: 8 },
    ] as const;
    const confirmation = await roll.confirm(events, { withinMs: ALMOST_NEVER_MS });
    expect(confirmation).toMatchObject({ applied: 1, missing: [] });
  });

  it('names the verifiers that did not say so in time', async () => {
    const [first] = [await verifier('orders'), await verifier('notifications')];
    await known(2);
    first?.apply(ENDED);
    const confirmation = await roll.confirm([ENDED], { withinMs: 100 });
    expect(confirmation).toMatchObject({ known: 2, applied: 1, complete: true });
    expect(confirmation.missing).toMatchObject([{ name: 'notifications', pid: process.pid }]);
  });

  it('takes an event for another one at no verifier', async () => {
    const state = await verifier('orders');
    await known(1);
    const confirming = roll.confirm([ENDED, { kind: 'key', kid: 'k' }], { withinMs: 500 });
    state.apply({ kind: 'session', sub: 'alice', sid: 'another' });
    state.apply(ENDED);
    expect(await confirming).toMatchObject({ applied: 0 });
  });

  it('does not wait any longer for one that leaves, nor when it is told to stop', async () => {
    await verifier('orders');
    await known(1);
    const confirming = roll.confirm([ENDED], { withinMs: ALMOST_NEVER_MS });
    present[0]?.leave();
    expect(await confirming).toMatchObject({ known: 0, missing: [] });
    await verifier('orders');
    await known(1);
    const signal = AbortSignal.abort();
    expect(await roll.confirm([ENDED], { withinMs: ALMOST_NEVER_MS, signal })).toMatchObject({ known: 1, applied: 0 });
  });

  it('never calls the roll complete that is only being taken, but waits for that only when it is told to', async () => {
    const state = await verifier('orders');
    state.apply(ENDED);
    await known(1);
    roll.listen(open[0]!);
    expect(await roll.confirm([ENDED], { withinMs: 300 })).toMatchObject({ applied: 1, complete: false });
    clock.advance(2000);
    const unhurried = { withinMs: ALMOST_NEVER_MS, untilComplete: false };
    expect(await roll.confirm([ENDED], unhurried)).toMatchObject({ applied: 1, complete: false });
  });

  it('survives that the connection is closed under it', async () => {
    await verifier('orders');
    await known(1);
    await Promise.all(open.map((connection) => connection.drain()));
    expect(await roll.confirm([ENDED], { withinMs: 50 })).toMatchObject({ known: 1, applied: 0 });
    present[0]?.leave();
  });

  it('reaches a verifier that was cut off for a moment when it asked first', async () => {
    const state = await verifier('orders');
    await known(1);
    await server.kill9();
    const confirming = roll.confirm([ENDED], { withinMs: ALMOST_NEVER_MS });
    state.apply(ENDED);
    await server.restart();
    expect(await confirming).toMatchObject({ known: 1, applied: 1 });
  });

  it('is not impressed by what is no message of the protocol', async () => {
    const stranger = await connection();
    for (const body of ['', '{', '{}', '{"id":"1"}', JSON.stringify({ id: crypto.randomUUID(), name: '' })]) {
      stranger.publish(VERIFIER_SUBJECTS.present, body);
      stranger.publish(VERIFIER_SUBJECTS.confirm, body, { reply: 'nobody' });
    }
    await stranger.flush();
    await verifier('orders');
    await known(1);
  });
});
