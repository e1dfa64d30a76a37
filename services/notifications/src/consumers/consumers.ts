import type { CloudEvent } from '@hallpass/contracts';
import { EventConsumer, NatsClient } from '@hallpass/messaging';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { ConsumerDatabase } from './consumer-database.js';
import { DURABLES } from './durables.js';
import { IdentityHandlers } from './identity-handlers.js';
import { OrderHandlers } from './order-handlers.js';

/** Of each consumer: together as many as the consumers have connections. */
const CONCURRENCY = 4;

/** What this service hears of the others: one durable consumer a stream, shared by all replicas. */
@Injectable()
export class Consumers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #consumers: readonly EventConsumer[];

  constructor(
    sql: ConsumerDatabase,
    nats: NatsClient,
    identity: IdentityHandlers,
    orders: OrderHandlers,
    @Inject(CONFIG) { EVENT_BACKOFF_MS: backoffMs }: Config,
  ) {
    const common = {
      sql,
      nats,
      backoffMs,
      maxDeliver: backoffMs.length + 1,
      aggregateOf: accountOf,
      concurrency: CONCURRENCY,
      awaitStream: true,
    };
    this.#consumers = [
      new EventConsumer({
        ...common,
        ...DURABLES.identity,
        filterSubject: 'identity.users.v1.>',
        handlers: identity.all(),
      }),
      new EventConsumer({
        ...common,
        ...DURABLES.orders,
        filterSubject: 'orders.v1.>',
        handlers: orders.all(),
      }),
    ];
  }

  get health() {
    return this.#consumers.map((consumer) => consumer.health);
  }

  onApplicationBootstrap(): void {
    for (const consumer of this.#consumers) consumer.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.#consumers.map((consumer) => consumer.stop()));
  }
}

/** Everything that this service does with an event, it does under the lock of one account. */
function accountOf({ id, data }: CloudEvent): string {
  const { sub } = data as { sub?: unknown };
  return typeof sub === 'string' ? sub : id;
}
