import { type DynamicModule, Module } from '@nestjs/common';
import { AuthHealth } from '@hallpass/auth';
import { KeyRingMonitoring } from '@hallpass/keys';
import { AUDIENCES } from '@hallpass/contracts';
import { BrokerCredentials, MessagingModule } from '@hallpass/messaging';
import { brokerOptions, DatabaseHealth, HealthModule, RetentionModule } from '@hallpass/platform';
import { ProtectedResourceModule } from '@hallpass/resource-server';
import { AccountsModule } from './accounts/accounts.module.js';
import { AdministrationModule } from './administration/administration.module.js';
import { AuditModule } from './audit/audit.module.js';
import { type Config, CONFIG } from './config.js';
import { Database } from './database/database.js';
import { DatabaseModule } from './database/database.module.js';
import { KeyAdministrationModule } from './key-administration/key-administration.module.js';
import { KeySetsModule } from './key-sets/key-sets.module.js';
import { LoginModule } from './login/login.module.js';
import { OAuthModule } from './oauth/oauth.module.js';
import { OutboxModule } from './outbox/outbox.module.js';
import { purgedKinds } from './retention/purged-kinds.js';
import { verification } from './verification/verification.js';

const messaging = MessagingModule.forRoot({
  inject: [CONFIG],
  useFactory: (config: Config) => ({ ...brokerOptions(config), name: 'identity-api' }),
});

const health = HealthModule.forRoot({
  inject: [DatabaseHealth, AuthHealth, KeyRingMonitoring, BrokerCredentials],
  useFactory: (database: DatabaseHealth, auth: AuthHealth, keys: KeyRingMonitoring, broker: BrokerCredentials) => [
    database,
    auth,
    keys,
    broker,
  ],
});

const retention = RetentionModule.forRoot({
  inject: [Database, CONFIG],
  useFactory: (sql: Database, config: Config) => ({ sql, kinds: purgedKinds(config) }),
});

@Module({
  imports: [
    DatabaseModule,
    messaging,
    KeySetsModule,
    verification,
    OutboxModule,
    AuditModule,
    AccountsModule,
    LoginModule,
    OAuthModule,
    KeyAdministrationModule,
    AdministrationModule,
    retention,
    health,
  ],
})
export class AppModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: AppModule,
      global: true,
      imports: [protectedResource(config)],
      providers: [{ provide: CONFIG, useValue: config }],
      exports: [CONFIG],
    };
  }
}

/** The issuer is a resource server of its own tokens. */
const protectedResource = ({ PUBLIC_URL: publicUrl, ISSUER: issuer }: Config): DynamicModule =>
  ProtectedResourceModule.forRoot({
    publicUrl,
    issuer,
    audience: AUDIENCES.identityApi,
    title: 'Hallpass IdentityAPI',
  });
