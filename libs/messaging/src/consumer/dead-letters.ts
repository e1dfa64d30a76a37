import { STREAMS } from '@hallpass/contracts';
import { JetStreamApiCodes, type StoredMsg } from '@nats-io/jetstream';
import type { NatsClient } from '../nats/nats-client.js';
import { findStream, isApiError } from '../nats/streams.js';
import { DEAD_HEADERS, type DeadLetter } from './dead-letter.js';

/** What could not be handled, to look at and, when the cause is gone, to replay. All methods throw when NATS is away. */
export class DeadLetters {
  constructor(private readonly nats: NatsClient) {}

  /** The oldest first, at most `limit`. */
  async list(limit = 100): Promise<DeadLetter[]> {
    const manager = await this.nats.manager();
    const stream = await findStream(manager, STREAMS.dead.name);
    const letters: DeadLetter[] = [];
    let from = stream?.state.first_seq ?? 0;
    while (stream !== undefined && letters.length < limit && from <= stream.state.last_seq) {
      const message = await this.#get({ seq: from, next_by_subj: STREAMS.dead.subjects[0] });
      if (message === undefined) break;
      letters.push(toDeadLetter(message));
      from = message.seq + 1;
    }
    return letters;
  }

  /**
   * Publishes the message again under its original subject and removes it from the dead letters. Consumers that have
   * handled it don't notice. Replaying twice is harmless. Returns false when there is no such dead letter.
   */
  async replay(sequence: number): Promise<boolean> {
    const message = await this.#get({ seq: sequence });
    if (message === undefined) return false;
    const { subject } = toDeadLetter(message);
    await this.nats.publish(subject, message.data, { msgId: `replay:${sequence}:${message.timestamp}` });
    const manager = await this.nats.manager();
    await manager.streams.deleteMessage(STREAMS.dead.name, sequence);
    return true;
  }

  /** Replays everything that is dead at this moment. Returns how many that were. */
  async replayAll(): Promise<number> {
    const letters = await this.list(Number.MAX_SAFE_INTEGER);
    let replayed = 0;
    for (const { sequence } of letters) if (await this.replay(sequence)) replayed += 1;
    return replayed;
  }

  async #get(query: { seq: number; next_by_subj?: string }): Promise<StoredMsg | undefined> {
    const manager = await this.nats.manager();
    try {
      return (await manager.streams.getMessage(STREAMS.dead.name, query)) ?? undefined;
    } catch (error) {
      const gone = [JetStreamApiCodes.NoMessageFound, JetStreamApiCodes.StreamNotFound];
      if (gone.some((code) => isApiError(error, code))) return undefined;
      throw error;
    }
  }
}

function toDeadLetter(message: StoredMsg): DeadLetter {
  const header = (name: string): string => message.header.get(name);
  return {
    sequence: message.seq,
    diedAt: message.time,
    subject: header(DEAD_HEADERS.subject),
    stream: header(DEAD_HEADERS.stream),
    consumer: header(DEAD_HEADERS.consumer),
    originalSequence: Number(header(DEAD_HEADERS.sequence)),
    deliveries: Number(header(DEAD_HEADERS.deliveries)),
    error: header(DEAD_HEADERS.error),
    body: new TextDecoder().decode(message.data),
  };
}
