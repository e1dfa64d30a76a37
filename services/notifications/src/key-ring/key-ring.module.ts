import { ClientAssertion, KeyRing, KeyRingMonitoring, KeySealer } from '@hallpass/keys';
import { CLOCK, type Clock, Metrics } from '@hallpass/platform';
import { type BeforeApplicationShutdown, Global, Logger, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { Database } from '../database/database.js';
import { SealedEmailTokens } from '../email/data/sealed-email-tokens.js';
import { JwksController } from './http/jwks.controller.js';
import { KEY_SETS } from './key-sets.js';

const makeKeyRing = async (sql: Database, sealer: KeySealer, clock: Clock) => {
  const ring = new KeyRing({
    sql,
    sealer,
    clock,
    definitions: KEY_SETS,
    sealedElsewhere: [new SealedEmailTokens(sql)],
    logger: new Logger(KeyRing.name),
  });
  await ring.start();
  return ring;
};

@Global()
@Module({
  controllers: [JwksController],
  providers: [
    {
      provide: KeySealer,
      inject: [CONFIG],
      useFactory: (config: Config) => KeySealer.fromFile(config.KEY_ENCRYPTION_KEYS_FILE),
    },
    { provide: KeyRing, inject: [Database, KeySealer, CLOCK], useFactory: makeKeyRing },
    {
      provide: KeyRingMonitoring,
      inject: [KeyRing, Metrics],
      useFactory: (keyRing: KeyRing, metrics: Metrics) => new KeyRingMonitoring(keyRing, metrics),
    },
    {
      provide: ClientAssertion,
      inject: [KeyRing, CONFIG, CLOCK],
      useFactory: (ring: KeyRing, config: Config, clock: Clock) => new ClientAssertion(ring, config.CLIENT_ID, clock),
    },
  ],
  exports: [KeyRing, KeyRingMonitoring, KeySealer, ClientAssertion],
})
export class KeyRingModule implements BeforeApplicationShutdown {
  constructor(private readonly keys: KeyRing) {}

  async beforeApplicationShutdown(): Promise<void> {
    await this.keys.stop();
  }
}
