import { AuthModule } from '@hallpass/auth';
import { natsRevocationFeed } from '@hallpass/auth/nats';
import { AUDIENCES } from '@hallpass/contracts';
import { KeyRing } from '@hallpass/keys';
import { brokerOptions, CLOCK, type Clock } from '@hallpass/platform';
import { type Config, CONFIG } from '../config.js';
import { Database } from '../database/database.js';
import { OwnKeySource } from './own-key-source.js';
import { OwnTokenStatus } from './own-token-status.js';

/** This issuer is a resource server too. It verifies with its own keys and asks its own database. */
export const verification = AuthModule.forRootAsync({
  inject: [CONFIG, KeyRing, Database, CLOCK],
  useFactory: (config: Config, keys: KeyRing, database: Database, clock: Clock) => ({
    issuer: config.ISSUER,
    audience: AUDIENCES.identityApi,
    clock,
    keySource: new OwnKeySource({ keys, useCase: 'identity-api', clock, soonAfter: 'unknown' }),
    securityEventKeySource: new OwnKeySource({ keys, useCase: 'security-events', clock, soonAfter: 'untold' }),
    revocation: {
      feed: natsRevocationFeed({ ...brokerOptions(config), name: 'identity-api', clock }),
      whenStale: { mode: 'introspect' as const, tokenStatus: new OwnTokenStatus(database) },
      maxTokenLifetimeSeconds: config.ACCESS_TOKEN_TTL_SECONDS,
    },
  }),
});
