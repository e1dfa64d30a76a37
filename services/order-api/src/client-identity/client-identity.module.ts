import { CLIENT_ASSERTION_KEYS, ClientAssertion, KeyRing, KeyRingMonitoring, KeySealer } from '@hallpass/keys';
import { type Clock, CLOCK, Metrics } from '@hallpass/platform';
import { Logger, Module } from '@nestjs/common';
import { type Config, CONFIG } from '../config.js';
import { Database } from '../database/database.js';
import { JwksController } from './http/jwks.controller.js';
import { KeyRingLifecycle } from './key-ring-lifecycle.js';

/** Who this service is to others: its own keys, sealed in its database, and their public parts. */
@Module({
  controllers: [JwksController],
  providers: [
    {
      provide: KeyRing,
      inject: [Database, CONFIG, CLOCK],
      useFactory: async (sql: Database, config: Config, clock: Clock) =>
        new KeyRing({
          sql,
          sealer: await KeySealer.fromFile(config.KEY_ENCRYPTION_KEYS_FILE),
          definitions: [CLIENT_ASSERTION_KEYS],
          clock,
          logger: new Logger(KeyRing.name),
        }),
    },
    KeyRingLifecycle,
    {
      provide: KeyRingMonitoring,
      inject: [KeyRing, Metrics],
      useFactory: (keyRing: KeyRing, metrics: Metrics) => new KeyRingMonitoring(keyRing, metrics),
    },
    {
      provide: ClientAssertion,
      inject: [KeyRing, CONFIG, CLOCK],
      useFactory: (keyRing: KeyRing, config: Config, clock: Clock) =>
        new ClientAssertion(keyRing, config.CLIENT_ID, clock),
    },
  ],
  exports: [ClientAssertion, KeyRingMonitoring],
})
export class ClientIdentityModule {}
