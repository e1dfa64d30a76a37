import type { SqlClient } from '@hallpass/ports';
import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { DatabaseHealth } from './database-health.js';

/**
 * Provides a service's own database everywhere, and {@link DatabaseHealth}. Import it before what uses it: its pool is closed last.
 *
 * @example
 * DatabaseModule.forRoot(Database, config.DATABASE_URL)
 */
@Module({})
export class DatabaseModule {
  static forRoot(database: Type<SqlClient>, url: string): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      providers: [
        { provide: database, useFactory: () => new database(url) },
        { provide: DatabaseHealth, useFactory: () => new DatabaseHealth(url) },
      ],
      exports: [database, DatabaseHealth],
    };
  }
}
