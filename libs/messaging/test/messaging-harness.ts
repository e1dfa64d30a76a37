import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { STREAMS, type StreamDefinition } from '@hallpass/contracts';
import type { SqlClient } from '@hallpass/ports';
import { TimeoutError } from '@nats-io/transport-node';
import {
  createDatabase,
  eventually,
  startNatsServer,
  type NatsServer,
  type TestDatabase,
  pgSqlClient,
} from '@hallpass/testing';
import {
  EventConsumer,
  NatsClient,
  Outbox,
  OutboxRelay,
  cloudEventEncoder,
  type EventConsumerOptions,
  type OutboxMessage,
  type OutboxRelayOptions,
} from '../src/index.js';

export const SUBJECT = 'orders.v1.placed';

jest.setTimeout(60_000); // a hang fails the run, a busy machine does not

const quiet = { warn: () => undefined, error: () => undefined };

/** A broker and a database of the suite's own, and whatever runs on them. */
export class MessagingHarness {
  readonly sql: SqlClient;
  readonly stream: StreamDefinition = STREAMS.orders;
  readonly #closers: (() => Promise<unknown>)[] = [];

  private constructor(
    readonly server: NatsServer,
    readonly database: TestDatabase,
  ) {
    this.sql = pgSqlClient(database.pool);
  }

  static async create(): Promise<MessagingHarness> {
    return new MessagingHarness(await startNatsServer(), await createDatabase(join(import.meta.dirname, 'migrations')));
  }

  /** To be done before the servers stop. */
  onClose(close: () => Promise<unknown>): void {
    this.#closers.push(close);
  }

  client(servers = this.server.url): NatsClient {
    const client = new NatsClient({ servers, name: 'test', logger: quiet });
    this.#closers.push(() => client.close());
    return client;
  }

  async connected(): Promise<NatsClient> {
    const client = this.client();
    await eventually(() => client.isConnected);
    return client;
  }

  relay(nats: NatsClient, options: Partial<OutboxRelayOptions> = {}): OutboxRelay {
    const relay = new OutboxRelay({
      sql: this.sql,
      nats,
      encode: cloudEventEncoder({ source: 'urn:test' }),
      streams: [this.stream],
      pollMs: 20,
      backoffMs: 10,
      logger: quiet,
      ...options,
    });
    this.#closers.unshift(() => relay.stop());
    return relay;
  }

  consumer(nats: NatsClient, options: Pick<EventConsumerOptions, 'handlers'> & Partial<EventConsumerOptions>) {
    const consumer = new EventConsumer({
      sql: this.sql,
      nats,
      durable: 'test-consumer',
      stream: this.stream,
      filterSubject: 'orders.>',
      backoffMs: [10],
      logger: quiet,
      ...options,
    });
    this.#closers.unshift(() => consumer.stop());
    return consumer;
  }

  /** The database to a replica that stands still before its first statement of this kind, until it is released. */
  holding(statement: RegExp) {
    const reached = Promise.withResolvers<undefined>();
    const released = Promise.withResolvers<undefined>();
    this.#closers.unshift(async () => released.resolve(undefined));
    const held = async (sql: string): Promise<void> => {
      if (!statement.test(sql)) return;
      reached.resolve(undefined);
      await released.promise;
    };
    const sql: SqlClient = {
      $transaction: (work) => this.sql.$transaction(work),
      $queryRawUnsafe: async (text, ...values) => (await held(text), this.sql.$queryRawUnsafe(text, ...values)),
      $executeRawUnsafe: async (text, ...values) => (await held(text), this.sql.$executeRawUnsafe(text, ...values)),
    };
    return { sql, reached: reached.promise, release: () => released.resolve(undefined) };
  }

  /** Commits the messages to the outbox, as a use case would. */
  async commit(...messages: OutboxMessage[]): Promise<OutboxMessage[]> {
    await this.sql.$transaction((tx) => new Outbox().add(tx, messages));
    return messages;
  }

  async messagesIn(nats: NatsClient, stream = this.stream.name): Promise<number> {
    return (await (await nats.manager()).streams.info(stream)).state.messages;
  }

  async rows<T>(sql: string): Promise<T[]> {
    return (await this.database.pool.query(sql)).rows;
  }

  async pending(): Promise<number> {
    const [row] = await this.rows<{ n: number }>('SELECT count(*)::int AS n FROM outbox WHERE published_at IS NULL');
    return row?.n ?? -1;
  }

  /** The broker holds its connections and answers nothing. `server.resume()` ends that. */
  async silence(nats: NatsClient): Promise<void> {
    await this.server.pause();
    const ask = () => nats.connection.request('$JS.API.INFO', '', { timeout: 500 });
    await eventually(() => expect(ask()).rejects.toThrow(TimeoutError));
  }

  async close(): Promise<void> {
    for (const close of this.#closers) await close();
    await this.server.stop();
    await this.database.drop();
  }
}

export function message(part: Partial<OutboxMessage> = {}): OutboxMessage {
  return { id: randomUUID(), subject: SUBJECT, data: { orderId: randomUUID() }, ...part };
}
