import {
  AckPolicy,
  DeliverPolicy,
  JetStreamApiCodes,
  type ConsumerInfo,
  type JetStreamManager,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { isApiError } from '../nats/streams.js';

/** Longer than a handler's transaction may take: what is under way is not delivered to another replica. */
const ACK_WAIT_MS = 30_000;

/**
 * Creates the durable consumer, or updates its filter when that differs. The number of deliveries is not limited at the
 * broker, which would drop the message in silence: whoever handles it counts, and puts it into the dead letters.
 */
export async function ensureDurable(
  manager: JetStreamManager,
  stream: string,
  durable: string,
  filterSubject: string,
): Promise<void> {
  const existing = await find(manager, stream, durable);
  if (existing?.config.filter_subject === filterSubject) return;
  if (existing !== undefined) {
    await manager.consumers.update(stream, durable, { filter_subject: filterSubject });
    return;
  }
  await manager.consumers.add(stream, {
    durable_name: durable,
    filter_subject: filterSubject,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    ack_wait: nanos(ACK_WAIT_MS),
    max_deliver: -1,
  });
}

async function find(manager: JetStreamManager, stream: string, durable: string): Promise<ConsumerInfo | undefined> {
  try {
    return await manager.consumers.info(stream, durable);
  } catch (error) {
    if (isApiError(error, JetStreamApiCodes.ConsumerNotFound)) return undefined;
    throw error;
  }
}
