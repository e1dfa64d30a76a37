import { setTimeout as delay } from 'node:timers/promises';
import { type CloudEvent, STREAMS, type StreamDefinition } from '@hallpass/contracts';
import type { Log, ReadinessIndicator, SqlClient } from '@hallpass/ports';
import { Logger } from '@nestjs/common';
import { JetStreamApiCodes, type JsMsg } from '@nats-io/jetstream';
import type { NatsClient } from '../nats/nats-client.js';
import { isApiError } from '../nats/streams.js';
import { Poller } from '../poller.js';
import { untilAnswers } from './database-away.js';
import { ensureDeadStream } from './dead-letter.js';
import { attempt, deliver, type DeliveryOptions, type Outcome } from './delivery.js';
import { ensureDurable } from './durable.js';
import type { EventHandler } from './event-handler.js';
import { Inbox } from './inbox.js';
import { Lanes } from './lanes.js';
import { openEvent } from './open-event.js';

export interface EventConsumerOptions {
  readonly sql: SqlClient;
  readonly nats: NatsClient;
  /** The durable consumer's name: one for each purpose of a service, shared by its replicas. */
  readonly durable: string;
  readonly stream: StreamDefinition;
  /** One subject, with wildcards or without. */
  readonly filterSubject: string;
  readonly handlers: readonly EventHandler[];
  /**
   * What an event is about, such as an account. Events about one thing are handled one after the other, others at the same
   * time. Without it all are handled one after the other. It sees data that was not yet validated.
   */
  readonly aggregateOf?: (event: CloudEvent) => string;
  /** How many events are handled at the same time, or wait for another one about the same thing. Default 8. */
  readonly concurrency?: number;
  /** True when the stream is another service's, which alone may create it: the consumer waits for it. Default false. */
  readonly awaitStream?: boolean;
  /** After so many failed deliveries a message is dead. Default 5. */
  readonly maxDeliver?: number;
  /** Milliseconds before the second delivery, the third and so on; the last one repeats. Default 1 s, 5 s, 30 s, 2 min. */
  readonly backoffMs?: readonly number[];
  readonly logger?: Log;
}

/** Well below the time that the broker waits for an answer. */
const WORKING_EVERY_MS = 10_000;
/** The lane of all events when nobody says what they are about. */
const ONE_LANE = '';
/** A request that a broker which has just started did not take is noticed by two of them that do not come. */
const HEARTBEAT_MS = 1_000;
const RETRY_MS = 1_000;
const GIVE_BACK_MS = 100;
const PRUNE_EVERY_MS = 60 * 60 * 1000;

/**
 * Handles the events of one subject, each with effect once: a durable pull consumer, explicit acknowledgement, and the
 * inbox row in the transaction of the handler. Tolerates a broker or a stream that is not there yet, a reconnect, and a
 * broker that has lost its state. Replicas share the work. The order of events about one thing is that of the stream within a
 * replica: another replica may be faster, and a failure puts an event off, so handlers expect any order.
 */
export class EventConsumer {
  readonly #options: EventConsumerOptions;
  readonly #delivery: DeliveryOptions;
  readonly #concurrency: number;
  readonly #counts: Record<Outcome, number> = { handled: 0, repeated: 0, ignored: 0, retried: 0, dead: 0 };
  readonly #log: Log;
  readonly #pruner: Poller;
  #stopping = new AbortController();
  /** What was delivered and is not answered yet: the broker is told that it is worked on. */
  readonly #held = new Set<JsMsg>();
  /** Ends what is being consumed. */
  #end: (() => void) | undefined;
  /** While the database is away: becomes true when it answers. */
  #return: Promise<boolean> | undefined;
  #wasAttached = false;
  #loop: Promise<void> | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(options: EventConsumerOptions) {
    this.#options = options;
    this.#log = options.logger ?? new Logger(`EventConsumer ${options.durable}`);
    this.#concurrency = options.aggregateOf === undefined ? 1 : (options.concurrency ?? 8);
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

  /** Its place in `/health/ready`: ready once it was attached to its durable consumer, or another service's stream is not there yet. */
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
    this.#unsubscribe = this.#options.nats.onConnected(() => this.#end?.());
    if (this.#options.stream.maxAgeMs > 0) this.#pruner.start();
    this.#loop = this.#consumeUntilStopped();
  }

  /** Resolves when the messages under way have been answered. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#unsubscribe?.();
    this.#end?.();
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
        // Nothing has ever been published there: the consumer misses nothing.
        if (isApiError(error, JetStreamApiCodes.StreamNotFound)) this.#wasAttached = true;
        if (!complained) this.#log.warn({ msg: `${this.#options.durable} can't consume; retrying`, err: error });
        complained = true;
      }
      await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Until the connection, the consumer, this object or the database ends. */
  async #consume(signal: AbortSignal): Promise<void> {
    const { nats, stream, durable, filterSubject } = this.#options;
    if (this.#options.awaitStream !== true) await nats.ensureStream(stream);
    await ensureDeadStream(nats);
    await ensureDurable(await nats.manager(), stream.name, durable, filterSubject);
    const consumer = await nats.jetstream().consumers.get(stream.name, durable);
    const messages = await consumer.consume({
      max_messages: this.#concurrency,
      idle_heartbeat: HEARTBEAT_MS,
      abort_on_missing_resource: true,
    });
    const lanes = new Lanes(this.#concurrency);
    this.#end = () => {
      messages.stop();
      lanes.lift(); // what was fetched is held, or given back
    };
    this.#wasAttached = true;
    if (signal.aborted) this.#end(); // while all this was set up
    const working = setInterval(() => this.#held.forEach((message) => message.working()), WORKING_EVERY_MS);
    try {
      await lanes.place();
      for await (const message of messages) {
        this.#held.add(message);
        lanes.run(this.#laneOf(message), () => this.#handle(message, signal));
        await lanes.place(); // before the next one is asked for: what is fetched is taken from other replicas
      }
    } finally {
      this.#end();
      this.#end = undefined;
      await lanes.idle();
      clearInterval(working);
    }
  }

  #laneOf(message: JsMsg): string {
    const { aggregateOf } = this.#options;
    if (aggregateOf === undefined) return ONE_LANE;
    try {
      return aggregateOf(openEvent(message.subject, message.data));
    } catch {
      return `message ${message.seq}`; // it is no event: whoever handles it says why
    }
  }

  async #handle(message: JsMsg, signal: AbortSignal): Promise<void> {
    try {
      // it came with the signal, or waited for its lane: another replica takes it, before its time is over. Without a delay
      // the broker may deliver it to the request that has just been given up.
      if (signal.aborted) return message.nak(GIVE_BACK_MS);
      let outcome = await deliver(message, this.#delivery);
      while (outcome === 'database-away') {
        this.#end?.(); // nothing more is fetched meanwhile
        if (!(await this.#databaseIsBack(message, signal))) return message.nak(GIVE_BACK_MS);
        outcome = await attempt(message, this.#delivery);
      }
      this.#counts[outcome] += 1;
    } finally {
      this.#held.delete(message);
    }
  }

  /** Holds on to the message, so that an outage spends none of its deliveries. False when told to stop before. */
  async #databaseIsBack({ subject }: JsMsg, signal: AbortSignal): Promise<boolean> {
    if (this.#return === undefined) {
      this.#log.warn({ msg: 'the database is away; holding events until it answers', subject });
      this.#return = untilAnswers(this.#options.sql, signal).finally(() => (this.#return = undefined));
    }
    return this.#return;
  }
}
