import { Global, Module } from '@nestjs/common';
import { KeyRing, KeyRingMonitoring, KeySealer } from '@hallpass/keys';
import { Metrics } from '@hallpass/platform';
import { type Config, CONFIG } from '../config.js';
import { JwksController } from './http/jwks.controller.js';
import { IdentityKeyRing, KEY_SEALER } from './identity-key-ring.js';
import { PublishKeySet } from './use-cases/publish-key-set.js';

/** The key ring of this issuer, for everything that signs or verifies, and its published sets. */
@Global()
@Module({
  controllers: [JwksController],
  providers: [
    PublishKeySet,
    {
      provide: KEY_SEALER,
      inject: [CONFIG],
      useFactory: (config: Config) => KeySealer.fromFile(config.KEY_ENCRYPTION_KEYS_FILE),
    },
    { provide: KeyRing, useClass: IdentityKeyRing },
    {
      provide: KeyRingMonitoring,
      inject: [KeyRing, Metrics],
      useFactory: (keyRing: KeyRing, metrics: Metrics) => new KeyRingMonitoring(keyRing, metrics),
    },
  ],
  exports: [KeyRing, KeyRingMonitoring],
})
export class KeySetsModule {}
