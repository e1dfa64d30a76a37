import { DatabaseHealth } from '@hallpass/platform';
import { Global, Module } from '@nestjs/common';
import { type Config, CONFIG } from '../config.js';
import { Database } from './database.js';

@Global()
@Module({
  providers: [
    { provide: Database, inject: [CONFIG], useFactory: (config: Config) => new Database(config.DATABASE_URL) },
    {
      provide: DatabaseHealth,
      inject: [CONFIG],
      useFactory: (config: Config) => new DatabaseHealth(config.DATABASE_URL),
    },
  ],
  exports: [Database, DatabaseHealth],
})
export class DatabaseModule {}
