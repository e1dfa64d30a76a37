import { Global, Module } from '@nestjs/common';
import { DatabaseHealth } from '@hallpass/platform';
import { Database } from './database.js';

@Global()
@Module({
  providers: [
    Database,
    { provide: DatabaseHealth, inject: [Database], useFactory: (database: Database) => new DatabaseHealth(database) },
  ],
  exports: [Database, DatabaseHealth],
})
export class DatabaseModule {}
