import { setTimeout as delay } from 'node:timers/promises';
import { STREAMS, type StreamDefinition } from '@hallpass/contracts';
import type { Log, ReadinessIndicator, SqlClient } from '@hallpass/ports';
import { Logger } from '@nestjs/common';
import type { ConsumerMessages, JsMsg } from '@nats-io/jetstream';
import type { NatsClient } from '../nats/nats-client.js';
import { Poller } from '../poller.js';
import { holdUntilAnswers } from './database-away.js';
import { ensureDeadStream } from './dead-letter.js';
import { attempt, deliver, type DeliveryOptions, type Outcome } from './delivery.js';
import { ensureDurable } from './durable.js';
import type { EventHandler } from './event-handler.js';
import { Inbox } from './inbox.js';

export interface EventConsumerOptions {
  readonly sql: SqlClient;
  readonly nats: NatsClient;
  /** The durable consumer's name: one for each purpose of a service, shared by its replicas. */
  readonly durable: string;
  readonly stream: StreamDefinition;
  /** One subject, with wildcards or without. */
  readonly filterSubject: string;
  readonly handlers: readonly EventHandler[];
  /** After so many failed deliveries a message is dead. Default 5. */
  readonly maxDeliver?: number;
  /** Milliseconds before the second delivery, the third and so on; the last one repeats. Default 1 s, 5 s, 30 s, 2 min. */
  readonly backoffMs?: readonly number[];
  readonly logger?: Log;
}

/** What waits behind another message would be delivered again, and counted, while that one takes long. */
const PREFETCH = 1;
/** A request that a broker which has just started did not take is noticed by two of them that do not come. */
const HEARTBEAT_MS = 1_000;
const RETRY_MS = 1_000;
const GIVE_BACK_MS = 100;
const PRUNE_EVERY_MS = 60 * 60 * 1000;

/**
 * Handles the events of one subject, each with effect once: a durable pull consumer, explicit acknowledgement, and the
 * inbox row in the transaction of the handler. Tolerates a broker or a stream that is not there yet, a reconnect, and a
 * broker that has lost its state. Replicas share the work.
 */
export class EventConsumer {
  readonly #options: EventConsumerOptions;
  readonly #delivery: DeliveryOptions;
  readonly #counts: Record<Outcome, number> = { handled: 0, repeated: 0, ignored: 0, retried: 0, dead: 0 };
  readonly #log: Log;
  readonly #pruner: Poller;
  #stopping = new AbortController();
  #messages: ConsumerMessages | undefined;
  #wasAttached = false;
  #loop: Promise<void> | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(options: EventConsumerOptions) {
    this.#options = options;
    this.#log = options.logger ?? new Logger(`EventConsumer ${options.durable}`);
    const inbox = new Inbox(options.durable);
    this.#delivery = {
      sql: options.sql,
      nats: options.nats,
      inbox,
      handlers: new Map(options.handlers.map((handler) => [handler.definition.subject, handler])),
      maxDeliver: options.maxDeliver ?? 5,
      backoffMs: options.backoffMs ?? [1_000, 5_000, 30_000, 120_000],
      logger: this.#log,
    };
    // as long as an event can come again: from its stream, and after that from the dead letters
    const retentionMs = options.stream.maxAgeMs + STREAMS.dead.maxAgeMs;
    this.#pruner = new Poller(
      () => inbox.prune(options.sql, retentionMs),
      PRUNE_EVERY_MS,
      (error) => this.#log.warn({ msg: 'the inbox could not be pruned', err: error }),
    );
  }

  /** How many deliveries ended how, since the start of the process. */
  get counts(): Readonly<Record<Outcome, number>> {
    return { ...this.#counts };
  }

  /** Its place in `/health/ready`: ready once it was attached to its durable consumer. */
  get health(): ReadinessIndicator {
    const { durable } = this.#options;
    return {
      name: `consumer ${durable}`,
      check: async () => {
        if (!this.#wasAttached) throw new Error('not yet attached to its durable consumer');
      },
    };
  }

  /** Begins to consume in the background. Does not wait for the broker. */
  start(): void {
    if (this.#loop !== undefined) return;
    this.#stopping = new AbortController();
    // a new connection may be to a broker that has lost the consumer: begin again with both
    this.#unsubscribe = this.#options.nats.onConnected(() => this.#messages?.stop());
    if (this.#options.stream.maxAgeMs > 0) this.#pruner.start();
    this.#loop = this.#consumeUntilStopped();
  }

  /** Resolves when the message under way has been answered. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#unsubscribe?.();
    this.#messages?.stop();
    await Promise.all([this.#loop, this.#pruner.stop()]);
    this.#loop = undefined;
  }

  async #consumeUntilStopped(): Promise<void> {
    const { signal } = this.#stopping;
    let complained = false;
    while (!signal.aborted) {
      try {
        if (this.#options.nats.isConnected) {
          await this.#consume(signal);
          complained = false;
          continue;
        }
      } catch (error) {
        if (!complained) this.#log.warn({ msg: `${this.#options.durable} can't consume; retrying`, err: error });
        complained = true;
      }
      await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Until the connection, the consumer or this object ends. */
  async #consume(signal: AbortSignal): Promise<void> {
    const { nats, stream, durable, filterSubject } = this.#options;
    await nats.ensureStream(stream);
    await ensureDeadStream(nats);
    await ensureDurable(await nats.manager(), stream.name, durable, filterSubject);
    const consumer = await nats.jetstream().consumers.get(stream.name, durable);
    const messages = await consumer.consume({
      max_messages: PREFETCH,
      idle_heartbeat: HEARTBEAT_MS,
      abort_on_missing_resource: true,
    });
    this.#messages = messages;
    this.#wasAttached = true;
    if (signal.aborted) messages.stop(); // while all this was set up
    try {
      for await (const message of messages) {
        if (signal.aborted) {
          // it came with the signal: another replica takes it, before its time is over. Without a delay the broker
          // may deliver it to the request that has just been given up.
          message.nak(GIVE_BACK_MS);
          continue;
        }
        const outcome = await deliver(message, this.#delivery);
        if (outcome === 'database-away') {
          messages.stop(); // nothing more is fetched meanwhile
          await this.#deliverWhenBack(message, signal);
          return;
        }
        this.#counts[outcome] += 1;
      }
    } finally {
      this.#messages = undefined;
      messages.stop();
    }
  }

  /** Holds on to the message, so that an outage spends none of its deliveries. */
  async #deliverWhenBack(message: JsMsg, signal: AbortSignal): Promise<void> {
    this.#log.warn({ msg: 'the database is away; holding an event until it answers', subject: message.subject });
    while (await holdUntilAnswers(message, this.#options.sql, signal)) {
      const outcome = await attempt(message, this.#delivery);
      if (outcome === 'database-away') continue;
      this.#counts[outcome] += 1;
      return;
    }
    message.nak(GIVE_BACK_MS);
  }
}
