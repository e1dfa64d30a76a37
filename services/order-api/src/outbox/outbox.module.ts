import { cloudEventEncoder, MessagingModule, NatsClient, Outbox, OutboxRelay } from '@hallpass/messaging';
import { STREAMS } from '@hallpass/contracts';
import { brokerOptions, Metrics } from '@hallpass/platform';
import { type Clock, CLOCK } from '@hallpass/ports';
import { Logger, Module } from '@nestjs/common';
import { type Config, CONFIG } from '../config.js';
import { Database } from '../database/database.js';
import { Announcer } from './announcer.js';
import { RelayLifecycle } from './relay-lifecycle.js';

/** Events that are written with what they tell of, and published whatever crashes. */
@Module({
  imports: [
    MessagingModule.forRoot({
      inject: [CONFIG],
      useFactory: (config: Config) => ({
        ...brokerOptions(config),
        name: 'order-api',
        logger: new Logger(NatsClient.name),
      }),
    }),
  ],
  providers: [
    { provide: Outbox, useFactory: () => new Outbox() },
    {
      provide: OutboxRelay,
      inject: [Database, NatsClient, CONFIG, CLOCK, Metrics],
      useFactory: (sql: Database, nats: NatsClient, config: Config, clock: Clock, metrics: Metrics) =>
        new OutboxRelay({
          sql,
          nats,
          encode: cloudEventEncoder({ source: config.PUBLIC_URL }),
          streams: [{ ...STREAMS.orders, restore: true }],
          clock,
          metrics,
          logger: new Logger(OutboxRelay.name),
        }),
    },
    RelayLifecycle,
    Announcer,
  ],
  exports: [Announcer],
})
export class OutboxModule {}
