import { millis, type NatsConnection } from '@nats-io/transport-node';
import type { SecurityEventSink } from '../../revocation/revocation-feed.js';
import type { StreamEnd } from './position.js';
import { SNAPSHOT_PARTS, type SnapshotRequest } from '../wire/snapshot-protocol.js';
import { unlessAborted } from './unless-aborted.js';
import { VERIFIER_SUBJECTS } from '../wire/verifier-protocol.js';

/** Events of a stream from which on asking the issuer is faster than to verify them all. */
const WORTHWHILE_FROM = 5_000;
/** Parts that are asked for at once: one is signed while another is verified. */
const AT_ONCE = 4;
/** Milliseconds for each of them, and for all: longer than that, and the stream is the better choice after all. */
const PART_TIMEOUT_MS = 5_000;
const TIMEOUT_MS = 20_000;

/** How far a snapshot goes in the stream. */
export interface SnapshotReach {
  /** Everything up to that sequence has been applied. */
  readonly upTo: number;
  /** The furthest that any part goes: a stream that ends before it has lost its end, and is not the one it was made of. */
  readonly furthest: number;
}

/** Whether the stream holds so many events that a verifier which knows none of them had better ask for a snapshot. */
export function isSnapshotWorthwhile({ state }: StreamEnd): boolean {
  return state.messages >= WORTHWHILE_FROM;
}

/**
 * Takes over what the issuer had revoked, part by part.
 * @param stream as it is before: a snapshot of another one is refused, and of an issuer that forgets what is in it, and would matter
 * @throws Error when no snapshot of that stream can be had: then the events are read one by one, as always
 */
export async function takeSnapshot(
  connection: Pick<NatsConnection, 'request'>,
  sink: SecurityEventSink,
  stream: StreamEnd,
  stopping: AbortSignal,
  parts = SNAPSHOT_PARTS,
): Promise<SnapshotReach> {
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(TIMEOUT_MS)]);
  const reached: number[] = [];
  const neededMs = Math.min(sink.remembersMs, keptMs(stream));
  const take = async (part: number) => {
    const request = JSON.stringify({ part } satisfies SnapshotRequest);
    const answer = await connection.request(VERIFIER_SUBJECTS.snapshot, request, { timeout: PART_TIMEOUT_MS });
    if (answer.data.length === 0) throw new Error('the issuer has none at the moment');
    const taken = await sink.applySnapshot(answer.string());
    if (taken.stream !== stream.created || taken.part !== part || taken.parts !== parts) {
      throw new Error('the issuer answered with another snapshot than it was asked for');
    }
    if (taken.remembersMs < neededMs)
      throw new Error('the issuer forgets what it has revoked sooner than it matters here');
    reached.push(taken.upTo);
  };
  for (let first = 0; first < parts; first += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, parts - first) }, (_, index) => first + index);
    await unlessAborted(() => Promise.all(numbers.map(take)), signal);
  }
  return { upTo: Math.min(...reached), furthest: Math.max(...reached) };
}

/** Milliseconds for which the stream keeps an event. */
function keptMs({ config: { max_age: maxAge = 0 } }: StreamEnd): number {
  return maxAge === 0 ? Infinity : millis(maxAge);
}
