import {
  AckPolicy,
  DeliverPolicy,
  jetstream,
  jetstreamManager,
  ReplayPolicy,
  type PushConsumer,
} from '@nats-io/jetstream';
import { createInbox, nanos, type NatsConnection } from '@nats-io/transport-node';
import { SECURITY_SUBJECTS } from '../revocation/security-event.js';
import type { Position } from './position.js';

/** A consumer that delivers from the position on, and how much it has to deliver before it is caught up. */
export interface EventConsumer {
  readonly consumer: PushConsumer;
  readonly backlog: number;
}

export interface EventConsumerOptions {
  readonly stream: string;
  readonly heartbeatMs: number;
  readonly inboxPrefix: string | undefined;
  readonly position: Position;
}

/** Milliseconds for each request to JetStream's interface. */
const TIMEOUT_MS = 2000;
const INACTIVE_THRESHOLD_MS = 30_000;

/**
 * Makes an ephemeral push consumer. nats.js' own ordered consumer would do, were its heartbeat not fixed at 30 s: silence has to
 * be noticed within seconds. So order is checked by the reader, who makes a new consumer on any gap.
 * @throws Error when JetStream does not answer, or when the stream does not exist (yet)
 */
export async function openConsumer(
  connection: NatsConnection,
  { stream, heartbeatMs, inboxPrefix, position }: EventConsumerOptions,
): Promise<EventConsumer> {
  const manager = await jetstreamManager(connection, { timeout: TIMEOUT_MS, checkAPI: false });
  const from = position.next(await manager.streams.info(stream));
  const { name, num_pending: backlog } = await manager.consumers.add(stream, {
    deliver_subject: createInbox(inboxPrefix),
    filter_subject: SECURITY_SUBJECTS,
    deliver_policy: from === 1 ? DeliverPolicy.All : DeliverPolicy.StartSequence,
    ...(from === 1 ? {} : { opt_start_seq: from }),
    ack_policy: AckPolicy.None,
    replay_policy: ReplayPolicy.Instant,
    flow_control: true,
    idle_heartbeat: nanos(heartbeatMs),
    inactive_threshold: nanos(INACTIVE_THRESHOLD_MS),
    mem_storage: true,
    num_replicas: 1,
  });
  return { consumer: await jetstream(connection).consumers.getPushConsumer(stream, name), backlog };
}
