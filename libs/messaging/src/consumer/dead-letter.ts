import { STREAMS } from '@hallpass/contracts';
import type { JsMsg } from '@nats-io/jetstream';
import type { NatsClient } from '../nats/nats-client.js';

/** What could not be handled, and why. */
export interface DeadLetter {
  /** In the stream DEAD: what {@link DeadLetters.replay} takes. */
  readonly sequence: number;
  readonly diedAt: Date;
  /** Where it came from. */
  readonly subject: string;
  readonly stream: string;
  readonly consumer: string;
  readonly originalSequence: number;
  readonly deliveries: number;
  readonly error: string;
  readonly body: string;
}

export const DEAD_HEADERS = {
  subject: 'Hallpass-Dead-Subject',
  stream: 'Hallpass-Dead-Stream',
  consumer: 'Hallpass-Dead-Consumer',
  sequence: 'Hallpass-Dead-Sequence',
  deliveries: 'Hallpass-Dead-Deliveries',
  error: 'Hallpass-Dead-Error',
} as const;

/** Puts a message that could not be handled into the stream DEAD, and resolves when that has it. */
export async function bury(nats: NatsClient, message: JsMsg, error: unknown): Promise<void> {
  const { stream, consumer, streamSequence, deliveryCount } = message.info;
  await nats.publish(`dead.${stream}.${consumer}`, message.data, {
    // the time is part of it: sequences begin anew when a broker loses its state
    msgId: `${stream}:${consumer}:${streamSequence}:${message.timestampNanos}`,
    headers: {
      [DEAD_HEADERS.subject]: message.subject,
      [DEAD_HEADERS.stream]: stream,
      [DEAD_HEADERS.consumer]: consumer,
      [DEAD_HEADERS.sequence]: String(streamSequence),
      [DEAD_HEADERS.deliveries]: String(deliveryCount),
      [DEAD_HEADERS.error]: String(error).replace(/\s+/g, ' ').slice(0, 1_000),
    },
  });
}

export async function ensureDeadStream(nats: NatsClient): Promise<void> {
  await nats.ensureStream(STREAMS.dead);
}
