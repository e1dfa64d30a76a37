import { Global, Module } from '@nestjs/common';
import { KeyRing, KeySealer } from '@hallpass/keys';
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
  ],
  exports: [KeyRing],
})
export class KeySetsModule {}
