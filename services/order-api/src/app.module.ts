import { AuthHealth, AuthModule } from '@hallpass/auth';
import { ClientAssertion, KeyRingMonitoring } from '@hallpass/keys';
import { CLOCK, DatabaseHealth, HealthModule, RetentionModule } from '@hallpass/platform';
import { type DynamicModule, Module } from '@nestjs/common';
import { authOptions } from './authentication/auth-options.js';
import { ClientIdentityModule } from './client-identity/client-identity.module.js';
import { type Config, CONFIG } from './config.js';
import { ConfigModule } from './config.module.js';
import { Database } from './database/database.js';
import { DatabaseModule } from './database/database.module.js';
import { OrdersModule } from './orders/orders.module.js';
import { ProductsModule } from './products/products.module.js';
import { ProtectedResourceController } from './protected-resource/http/protected-resource.controller.js';
import { purgedKinds } from './retention/purged-kinds.js';

@Module({})
export class AppModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(config),
        DatabaseModule,
        AuthModule.forRootAsync({
          imports: [ClientIdentityModule],
          inject: [CONFIG, ClientAssertion, CLOCK],
          useFactory: authOptions,
        }),
        HealthModule.forRoot({
          imports: [ClientIdentityModule],
          inject: [DatabaseHealth, AuthHealth, KeyRingMonitoring],
          useFactory: (database: DatabaseHealth, auth: AuthHealth, keys: KeyRingMonitoring) => [database, auth, keys],
        }),
        ClientIdentityModule,
        ProductsModule,
        OrdersModule,
        RetentionModule.forRoot({
          inject: [Database, CONFIG],
          useFactory: (sql: Database, of: Config) => ({ sql, kinds: purgedKinds(of) }),
        }),
      ],
      controllers: [ProtectedResourceController],
    };
  }
}
