import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNats } from '@hallpass/embedded';
import { inChild } from '../child.ts';
import { within, type Result } from '../result.ts';

const SESSIONS = 100_000;
const REVOCATIONS = 1_000_000;
const MIB = 1024 * 1024;
/** Of the design: 1,000,000 live revocations take at most that much, and are replayed within that time. */
const MAX_MIB = 250;
const MAX_REPLAY_S = 15;
/** A verification may take so much longer among a million revocations: what the same one varies by. */
const MAX_RATIO = 1.1;

interface Filled {
  count: number;
  bytes: number;
}
interface State extends Filled {
  emptyUs: number;
  fullUs: number;
  emptyNs: number;
  fullNs: number;
}
interface Hits {
  bytesPerHit: number;
  ns: number;
  clockNs: number;
}
/** What is counted as allocated must not be collected meanwhile. */
const ROOM_FOR_GARBAGE = ['--min-semi-space-size=256', '--max-semi-space-size=256'];
/** Less than this for each hit is the noise of counting: nothing on the heap is smaller than 8 bytes. */
const NO_BYTES = 1;

/** The issuer and the verifier share the heap that each of them has for itself elsewhere. */
const LARGE_HEAP = ['--max-old-space-size=4096'];

export interface Sizes {
  /** How many events are replayed one by one. */
  readonly events: number;
  /** How many revocations a snapshot has. */
  readonly live: number;
}

/** What a verifier holds in memory, what a request costs there, and how long its start takes. */
export async function memory(tell: (line: string) => void, { events, live }: Sizes): Promise<Result> {
  const script = (name: string) => new URL(`../memory/${name}.child.ts`, import.meta.url);
  tell(`${SESSIONS.toLocaleString('en')} sessions`);
  const sessions = await inChild<Filled & { estimate: number; headerLength: number }>(script('sessions'), [SESSIONS]);
  tell(`${REVOCATIONS.toLocaleString('en')} revocations`);
  const state = await inChild<State>(script('revocations'), [REVOCATIONS]);
  tell('hits');
  const hits = await withBroker((url) => inChild<Hits>(script('hits'), [url], ROOM_FOR_GARBAGE));
  tell(`${events.toLocaleString('en')} events to replay`);
  const replay = await withBroker((url) => inChild<{ count: number; ms: number }>(script('replay'), [url, events]));

  tell(`a snapshot of ${live.toLocaleString('en')} revocations`);
  const snapshot = await withBroker((url) =>
    inChild<{ count: number; ms: number }>(script('snapshot'), [url, live], LARGE_HEAP),
  );

  const perSecond = replay.count / (replay.ms / 1000);
  const million = REVOCATIONS / perSecond;
  const mib = (bytes: number) => (bytes / MIB).toFixed(1);
  const ratio = state.fullUs / state.emptyUs;
  const lookUpRatio = state.fullNs / state.emptyNs;
  return {
    title: 'Memory of a verifier',
    heading: ['what', 'measured', 'bound', ''],
    rows: [
      [`${SESSIONS.toLocaleString('en')} cached sessions`, `${mib(sessions.bytes)} MiB`, '', ''],
      ['  of which one', `${(sessions.bytes / sessions.count).toFixed(0)} B`, '', ''],
      ['  by the cache’s own estimate, which bounds it', `${mib(sessions.estimate)} MiB`, '', ''],
      ['allocated by a hit', `${hits.bytesPerHit.toFixed(1)} B`, '0 B', within(hits.bytesPerHit, NO_BYTES)],
      ['time of a hit', `${hits.ns.toFixed(0)} ns`, '', ''],
      ['  of which reading the clock', `${hits.clockNs.toFixed(0)} ns`, '', ''],
      [
        `${REVOCATIONS.toLocaleString('en')} live revocations`,
        `${mib(state.bytes)} MiB`,
        `${MAX_MIB} MiB`,
        within(state.bytes / MIB, MAX_MIB),
      ],
      ['verification of a token (no hit), nothing revoked', `${state.emptyUs.toFixed(0)} µs`, '', ''],
      [
        '  among them',
        `${state.fullUs.toFixed(0)} µs, ${ratio.toFixed(2)} x`,
        `${MAX_RATIO} x`,
        within(ratio, MAX_RATIO),
      ],
      ['  the look-up alone, nothing revoked', `${state.emptyNs.toFixed(0)} ns`, '', ''],
      ['  the look-up alone, among them', `${state.fullNs.toFixed(0)} ns, ${lookUpRatio.toFixed(1)} x`, '', ''],
      [`replay of ${events.toLocaleString('en')} events`, `${(replay.ms / 1000).toFixed(1)} s`, '', ''],
      ['  each second', perSecond.toFixed(0), '', ''],
      [
        events === REVOCATIONS ? '1,000,000 events' : '1,000,000 events, extrapolated',
        `${million.toFixed(0)} s`,
        '',
        '',
      ],
      [
        `start with a snapshot of ${live.toLocaleString('en')} revocations`,
        `${(snapshot.ms / 1000).toFixed(1)} s`,
        ...(live === REVOCATIONS ? [`${MAX_REPLAY_S} s`, within(snapshot.ms / 1000, MAX_REPLAY_S)] : ['', '']),
      ],
    ],
    notes: [
      'A hit is all that the guard asks on the hot path: the clock, the freshness of the feed, the cache; with 1,000 tokens in turn.',
      'Revocations are looked up on a miss only: a hit asks the cache, from which a revocation evicts. The look-up misses the caches of the processor.',
      `Each in a process of its own, heap and external memory after garbage collection. Headers of ${sessions.headerLength} characters.`,
      'A replay is the start of a verifier on a stream of that many signed events, until it is ready; --events 1000000 replays them all.',
      'A snapshot of the issuer takes the place of a long stream. Here both share two cores and a process; --live 100000 makes a smaller one.',
    ],
    failures: [
      ...(sessions.count === SESSIONS ? [] : [`${sessions.count} sessions were held, not ${SESSIONS}`]),
      ...(replay.count === events ? [] : [`${replay.count} events were in force after the replay of ${events}`]),
      ...(snapshot.count === live ? [] : [`${snapshot.count} revocations were in force after a snapshot of ${live}`]),
    ],
    figures: { sessions, state, hits, replay, snapshot },
  };
}

async function withBroker<T>(work: (url: string) => Promise<T>): Promise<T> {
  const storeDir = await mkdtemp(join(tmpdir(), 'hallpass-bench-'));
  const nats = await startNats({ storeDir });
  try {
    return await work(nats.url);
  } finally {
    await nats.stop();
    await rm(storeDir, { recursive: true });
  }
}
