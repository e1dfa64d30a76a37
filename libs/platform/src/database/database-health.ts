import type { ReadinessIndicator } from '../health/readiness-indicator.js';
import type { SqlExecutor } from './sql-client.js';

/** Ready while the database answers. */
export class DatabaseHealth implements ReadinessIndicator {
  readonly name = 'database';

  constructor(private readonly sql: SqlExecutor) {}

  async check(): Promise<void> {
    await this.sql.$queryRawUnsafe('SELECT 1');
  }
}
