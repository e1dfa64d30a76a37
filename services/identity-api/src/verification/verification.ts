import { AuthModule } from '@hallpass/auth';
import { REVOCATION_SNAPSHOT_TYP } from '@hallpass/verifier/issuer';
import { natsRevocationFeed } from '@hallpass/verifier/nats';
import { AUDIENCES } from '@hallpass/contracts';
import { KeyRing } from '@hallpass/keys';
import { brokerOptions } from '@hallpass/platform';
import { metadataUrl } from '@hallpass/resource-server';
import { CLOCK, type Clock } from '@hallpass/ports';
import { type Config, CONFIG } from '../config.js';
import { Database } from '../database/database.js';
import { securityStream } from '../outbox/security-stream.js';
import { OwnKeySource } from './own-key-source.js';
import { OwnTokenStatus } from './own-token-status.js';

/** This issuer is a resource server too. It verifies with its own keys and asks its own database. */
export const verification = AuthModule.forRootAsync({
  inject: [CONFIG, KeyRing, Database, CLOCK],
  useFactory: (config: Config, keys: KeyRing, database: Database, clock: Clock) => ({
    issuer: config.ISSUER,
    audience: AUDIENCES.identityApi,
    resourceMetadataUrl: metadataUrl(config.PUBLIC_URL),
    clock,
    keySource: new OwnKeySource({ keys, useCase: 'identity-api' }),
    securityEventKeySource: new OwnKeySource({ keys, useCase: 'security-events' }),
    revocation: {
      feed: natsRevocationFeed({
        ...brokerOptions(config),
        name: 'identity-api',
        clock,
        snapshots: {
          issuer: config.ISSUER,
          sign: (claims) => keys.sign('security-events', REVOCATION_SNAPSHOT_TYP, claims),
        },
      }),
      whenStale: { mode: 'introspect' as const, tokenStatus: new OwnTokenStatus(database) },
      // For so long it remembers what was revoked: as long as the stream, in whose place its snapshots are read.
      maxTokenLifetimeSeconds: securityStream(config.ACCESS_TOKEN_TTL_SECONDS).maxAgeMs / 1000,
    },
  }),
});
