import {
  CLIENT_ASSERTION_KEYS,
  ClientAssertion,
  KeyRing,
  KeyRingMonitoring,
  KeySealer,
  type KeySetDefinition,
  type SealedStore,
} from '@hallpass/keys';
import { Metrics } from '@hallpass/platform';
import { CLOCK, type Clock, type SqlClient } from '@hallpass/ports';
import { type DynamicModule, Logger, Module, type Type } from '@nestjs/common';
import { JwksController } from './jwks.controller.js';
import { ManagedKeyRing } from './managed-key-ring.js';

export interface KeyRingModuleOptions {
  /** Where the keys are kept; provided everywhere. */
  readonly database: Type<SqlClient>;
  readonly clientId: string;
  readonly keyEncryptionKeysFile: string;
  /** Beside the keys of client assertions. */
  readonly keySets?: readonly KeySetDefinition[];
  /** What else the service keeps sealed: it is sealed anew with the private keys. */
  readonly sealedElsewhere?: (sql: SqlClient) => readonly SealedStore[];
}

/** Who a service is to others: its own keys, sealed in its database, and their public parts. Global. */
@Module({})
export class KeyRingModule {
  static forRoot(options: KeyRingModuleOptions): DynamicModule {
    const { database, clientId, keyEncryptionKeysFile, keySets = [], sealedElsewhere = () => [] } = options;
    return {
      module: KeyRingModule,
      global: true,
      controllers: [JwksController],
      providers: [
        { provide: KeySealer, useFactory: () => KeySealer.fromFile(keyEncryptionKeysFile) },
        {
          provide: KeyRing,
          inject: [database, KeySealer, CLOCK],
          useFactory: (sql: SqlClient, sealer: KeySealer, clock: Clock) =>
            new ManagedKeyRing({
              sql,
              sealer,
              clock,
              definitions: [CLIENT_ASSERTION_KEYS, ...keySets],
              sealedElsewhere: sealedElsewhere(sql),
              logger: new Logger(KeyRing.name),
            }),
        },
        {
          provide: KeyRingMonitoring,
          inject: [KeyRing, Metrics],
          useFactory: (keyRing: KeyRing, metrics: Metrics) => new KeyRingMonitoring(keyRing, metrics),
        },
        {
          provide: ClientAssertion,
          inject: [KeyRing, CLOCK],
          useFactory: (keyRing: KeyRing, clock: Clock) => new ClientAssertion(keyRing, clientId, clock),
        },
      ],
      exports: [KeyRing, KeyRingMonitoring, KeySealer, ClientAssertion],
    };
  }
}
