import { createLogger } from '../logging/create-logger.js';
import { migrate } from './migrate.js';

/** {@link migrate}, and a line in the log of the service that says what was applied. */
export async function runMigrations(service: string, databaseUrl: string, migrationsFolder: string): Promise<void> {
  const applied = await migrate(databaseUrl, migrationsFolder);
  const logger = createLogger({ name: service, level: 'info' });
  logger.info({ applied }, applied.length === 0 ? 'nothing to migrate' : 'the database was migrated');
}
