import { AckPolicy, DeliverPolicy, jetstream, ReplayPolicy, type JetStreamManager } from '@nats-io/jetstream';
import type { PushConsumer } from '@nats-io/jetstream';
import { createInbox, nanos, type NatsConnection } from '@nats-io/transport-node';
import { SECURITY_SUBJECTS } from '../../revocation/security-event.js';

export interface EventConsumerOptions {
  readonly stream: string;
  /** The first sequence to deliver. */
  readonly from: number;
  readonly heartbeatMs: number;
  readonly inboxPrefix: string | undefined;
}

const INACTIVE_THRESHOLD_MS = 30_000;

/**
 * Makes an ephemeral push consumer. nats.js' own ordered consumer would do, were its heartbeat not fixed at 30 s: a consumer
 * that is gone has to be noticed within seconds. So order is checked by the reader, and a new consumer is made on any gap.
 * @throws Error when JetStream does not answer
 */
export async function openConsumer(
  connection: NatsConnection,
  manager: JetStreamManager,
  { stream, from, heartbeatMs, inboxPrefix }: EventConsumerOptions,
): Promise<PushConsumer> {
  const { name } = await manager.consumers.add(stream, {
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
  return jetstream(connection).consumers.getPushConsumer(stream, name);
}
