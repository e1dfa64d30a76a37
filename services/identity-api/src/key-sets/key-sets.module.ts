import { Global, Module } from '@nestjs/common';
import { KeyRing, KeyRingMonitoring, KeySealer } from '@hallpass/keys';
import { Metrics } from '@hallpass/platform';
import { type Config, CONFIG } from '../config.js';
import { IdentityKeyRing, KEY_SEALER } from './identity-key-ring.js';

@Global()
@Module({
  providers: [
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
