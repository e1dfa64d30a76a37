import { AuthHealth } from '@hallpass/auth';
import { AUDIENCES } from '@hallpass/contracts';
import { KeyRingMonitoring } from '@hallpass/keys';
import { BrokerCredentials } from '@hallpass/messaging';
import { DatabaseHealth, DatabaseModule, HealthModule, RetentionModule } from '@hallpass/platform';
import { ResourceServerModule } from '@hallpass/resource-server';
import { type DynamicModule, Module } from '@nestjs/common';
import { type Config, CONFIG } from './config.js';
import { ConfigModule } from './config.module.js';
import { Database } from './database/database.js';
import { OrdersModule } from './orders/orders.module.js';
import { ProductsModule } from './products/products.module.js';
import { purgedKinds } from './retention/purged-kinds.js';

@Module({})
export class AppModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(config),
        DatabaseModule.forRoot(Database, config.DATABASE_URL),
        ResourceServerModule.forRoot({
          name: 'order-api',
          title: 'Hallpass OrderAPI',
          audience: AUDIENCES.orderApi,
          config,
          database: Database,
        }),
        HealthModule.forRoot({
          inject: [DatabaseHealth, AuthHealth, KeyRingMonitoring, BrokerCredentials],
          useFactory: (
            database: DatabaseHealth,
            auth: AuthHealth,
            keys: KeyRingMonitoring,
            broker: BrokerCredentials,
          ) => [database, auth, keys, broker],
        }),
        ProductsModule,
        OrdersModule,
        RetentionModule.forRoot({
          inject: [Database, CONFIG],
          useFactory: (sql: Database, of: Config) => ({ sql, kinds: purgedKinds(of) }),
        }),
      ],
    };
  }
}
