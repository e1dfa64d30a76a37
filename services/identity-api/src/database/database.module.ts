import { DatabaseHealth } from '@hallpass/platform';
import { Global, Module } from '@nestjs/common';
import { type Config, CONFIG } from '../config.js';
import { Database, ReservedDatabase } from './database.js';

@Global()
@Module({
  providers: [
    Database,
    ReservedDatabase,
    {
      provide: DatabaseHealth,
      inject: [CONFIG],
      useFactory: (config: Config) => new DatabaseHealth(config.DATABASE_URL),
    },
  ],
  exports: [Database, ReservedDatabase, DatabaseHealth],
})
export class DatabaseModule {}
