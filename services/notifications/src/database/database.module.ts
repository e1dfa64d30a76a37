import { Global, Module } from '@nestjs/common';
import { type Config, CONFIG } from '../config.js';
import { Database } from './database.js';

@Global()
@Module({
  providers: [
    { provide: Database, inject: [CONFIG], useFactory: (config: Config) => new Database(config.DATABASE_URL) },
  ],
  exports: [Database],
})
export class DatabaseModule {}
