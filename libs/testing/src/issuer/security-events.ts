import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';

/** The stream of security events, as the issuer makes it: older events can't matter to a token of 5 minutes. */
const SECURITY = { name: 'SECURITY', subjects: ['security.v1.>'], max_age: 10 * 60 * 1_000_000_000 };

/** Publishes and waits until the stream has it; makes the stream when there is none. */
export async function publishToSecurityStream(
  nats: NatsConnection,
  subject: string,
  token: string,
  id: string,
): Promise<void> {
  const manager = await jetstreamManager(nats);
  await manager.streams.add(SECURITY).catch(async (error: unknown) => {
    // Somebody else made it with settings of their own: theirs count.
    await manager.streams.info(SECURITY.name).catch(() => {
      throw error;
    });
  });
  await jetstream(nats).publish(subject, token, { msgID: id });
}
