import { AuthHealth } from '@hallpass/auth';
import { AUDIENCES } from '@hallpass/contracts';
import { BrokerCredentials, MessagingModule, NatsClient } from '@hallpass/messaging';
import { KeyRingMonitoring } from '@hallpass/keys';
import { brokerOptions, DatabaseHealth, DatabaseModule, HealthModule, RetentionModule } from '@hallpass/platform';
import { ResourceServerModule } from '@hallpass/resource-server';
import { type DynamicModule, Global, Logger, Module } from '@nestjs/common';
import { type Config, CONFIG } from './config.js';
import { Consumers } from './consumers/consumers.js';
import { ConsumersModule } from './consumers/consumers.module.js';
import { Database } from './database/database.js';
import { SealedEmailTokens } from './email/data/sealed-email-tokens.js';
import { EmailModule } from './email/email.module.js';
import { InboxModule } from './inbox/inbox.module.js';
import { PreferencesModule } from './preferences/preferences.module.js';
import { CONFIDENTIAL_KEYS } from './recipients/data/confidential-keys.js';
import { purgedKinds } from './retention/purged-kinds.js';
import { ServiceMetrics } from './service-metrics.js';
import { NotificationListener } from './stream/data/notification-listener.js';
import { StreamModule } from './stream/stream.module.js';

@Global()
@Module({})
export class AppModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: AppModule,
      providers: [{ provide: CONFIG, useValue: config }, ServiceMetrics],
      exports: [CONFIG],
      imports: [
        DatabaseModule.forRoot(Database, config.DATABASE_URL),
        ResourceServerModule.forRoot({
          name: 'notifications',
          title: 'Hallpass Notifications',
          audience: AUDIENCES.notifications,
          config,
          database: Database,
          keySets: [CONFIDENTIAL_KEYS],
          sealedElsewhere: (sql) => [new SealedEmailTokens(sql)],
        }),
        MessagingModule.forRoot({
          inject: [CONFIG],
          useFactory: (of: Config) => ({
            ...brokerOptions(of),
            name: 'notifications',
            logger: new Logger(NatsClient.name),
          }),
        }),
        HealthModule.forRoot({
          imports: [ConsumersModule, StreamModule],
          inject: [DatabaseHealth, AuthHealth, KeyRingMonitoring, BrokerCredentials, Consumers, NotificationListener],
          useFactory: (
            database: DatabaseHealth,
            auth: AuthHealth,
            keys: KeyRingMonitoring,
            broker: BrokerCredentials,
            consumers: Consumers,
            listener: NotificationListener,
          ) => [database, auth, keys, broker, ...consumers.health, listener.health],
        }),
        InboxModule,
        StreamModule,
        PreferencesModule,
        EmailModule,
        ConsumersModule,
        RetentionModule.forRoot({
          inject: [Database, CONFIG],
          useFactory: (sql: Database, of: Config) => ({ sql, kinds: purgedKinds(of) }),
        }),
      ],
    };
  }
}
