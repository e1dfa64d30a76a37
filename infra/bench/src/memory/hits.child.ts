/**
 * Hits through all that the guard asks on the hot path, with a feed that is followed: what they allocate, and how long they take.
 * Beside them the clock alone. Parameter: the broker's URL.
 */
import { PerformanceObserver } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '@hallpass/verifier';
import { SECURITY_STREAM, SECURITY_SUBJECTS } from '@hallpass/verifier/issuer';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { answer, flat, usedBytes } from '../child.ts';
import { tokenFactory } from './real-token.ts';
import { startVerifier, untilReady } from './running-verifier.ts';

const TOKENS = 1_000;
const HITS = 2_000_000;
/** Warmed up by the rounds before the last one. */
const ROUNDS = 6;
/** Long enough for the feed to ask the broker again: nothing is heard while hits keep this thread busy. */
const BREATH_MS = 700;
const servers = process.argv[2] ?? '';

const connection = await connect({ servers });
await (await jetstreamManager(connection)).streams.add({ name: SECURITY_STREAM, subjects: [SECURITY_SUBJECTS] });
const { mint, keySource } = await tokenFactory();
const verifier = await startVerifier(servers, keySource);
await untilReady(verifier);
const headers = await Promise.all(
  Array.from({ length: TOKENS }, async () => {
    const token = await mint();
    await verifier.verify(token);
    return flat(`Bearer ${token}`);
  }),
);
let collections = 0;
new PerformanceObserver((list) => (collections += list.getEntries().length)).observe({ entryTypes: ['gc'] });

const known = await measured(() => {
  for (let i = 0; i < HITS; i++) {
    if (verifier.known(headers[i % TOKENS] ?? '') === undefined) throw new Error('not a hit');
  }
});
let reached = 0;
const never = performance.now() + 3_600_000;
const clock = await measured(() => {
  for (let i = 0; i < HITS; i++) if (systemClock.monotonic() > never) reached++;
});
await verifier.stop();
await connection.close();
answer({ hits: HITS, bytesPerHit: known.bytes, ns: known.ns, clockNs: clock.ns, reached });

/** Bytes and nanoseconds for each time. A collection in between would hide what was allocated: then nothing was measured. */
async function measured(work: () => void): Promise<{ bytes: number; ns: number }> {
  let last = { bytes: NaN, ns: NaN };
  for (let round = 0; round < ROUNDS; round++) {
    usedBytes();
    await delay(BREATH_MS);
    collections = 0;
    const before = process.memoryUsage().heapUsed;
    const startedAt = process.hrtime.bigint();
    work();
    const ns = Number(process.hrtime.bigint() - startedAt) / HITS;
    last = { bytes: (process.memoryUsage().heapUsed - before) / HITS, ns };
    await delay(BREATH_MS); // Collections are told later.
  }
  if (collections > 0) throw new Error('garbage was collected while allocations were counted');
  return last;
}
