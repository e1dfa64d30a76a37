import type { NatsConnection } from '@nats-io/transport-node';
import type { RevocationSink } from '../revocation/revocation-feed.js';
import type { StreamEnd } from './position.js';
import { MAX_PARTS, type SnapshotRequest } from './snapshot-protocol.js';
import { unlessAborted } from './unless-aborted.js';
import { VERIFIER_SUBJECTS } from './verifier-protocol.js';

/** Events of a stream from which on asking the issuer is faster than to verify them all. */
const WORTHWHILE_FROM = 5_000;
/** Parts that are asked for at once: one is signed while another is verified. */
const AT_ONCE = 4;
/** Milliseconds for each of them. */
const TIMEOUT_MS = 5_000;

/** Whether the stream holds so many events that a verifier which knows none of them had better ask for a snapshot. */
export function isSnapshotWorthwhile({ state }: StreamEnd): boolean {
  return state.messages >= WORTHWHILE_FROM;
}

/**
 * Takes over what the issuer had revoked, part by part.
 * @returns the sequence of the stream up to which everything has been applied now
 * @throws Error when no snapshot of that stream can be had: then the events are read one by one, as always
 */
export async function takeSnapshot(
  connection: NatsConnection,
  sink: RevocationSink,
  end: StreamEnd,
  signal: AbortSignal,
): Promise<number> {
  // The issuer may know more than the stream holds: one that lost its end counts from there again.
  let upTo = end.state.last_seq;
  const take = async ({ part, parts }: SnapshotRequest): Promise<number> => {
    const request = JSON.stringify({ part, parts } satisfies SnapshotRequest);
    const answer = await connection.request(VERIFIER_SUBJECTS.snapshot, request, { timeout: TIMEOUT_MS });
    if (answer.data.length === 0) throw new Error('the issuer has none at the moment');
    const taken = await sink.applySnapshot(answer.string());
    if (taken.stream !== end.created || taken.part !== part || taken.parts !== (parts ?? taken.parts)) {
      throw new Error('the issuer answered with another snapshot than it was asked for');
    }
    upTo = Math.min(upTo, taken.upTo);
    return taken.parts;
  };
  const parts = await unlessAborted(() => take({ part: 0 }), signal);
  if (parts > MAX_PARTS) throw new Error(`the issuer has a snapshot of ${parts} parts`);
  for (let first = 1; first < parts; first += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, parts - first) }, (_, index) => first + index);
    await unlessAborted(() => Promise.all(numbers.map((part) => take({ part, parts }))), signal);
  }
  return upTo;
}
