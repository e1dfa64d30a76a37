import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastMigration, migrationsOf, schemaOf, schemaOfLastMigration, SNAPSHOT } from './last-migration.ts';
import { migrationFolder } from './migration-folder.ts';
import { schemaDifference } from './schema-difference.ts';

const TO_WRITE = '-- The schema has not changed. Write the statements here.\n';

export interface MigrationRequest {
  /** Absolute path. */
  readonly repository: string;
  readonly service: string;
  /** Of the change, such as `add_weight`. */
  readonly name: string;
  readonly at: Date;
}

/**
 * Writes a migration with the SQL for what the schema of a service has and its migrations lack, and that schema beside it.
 * @returns the folder, relative to the repository
 */
export async function writeMigration({ repository, service, name, at }: MigrationRequest): Promise<string> {
  const schema = readFileSync(join(repository, schemaOf(service)), 'utf8');
  const sql = await schemaDifference(schemaOfLastMigration(repository, service), schema);
  const folder = `${migrationsOf(service)}/${migrationFolder(name, at, lastMigration(repository, service))}`;
  mkdirSync(join(repository, folder), { recursive: true });
  writeFileSync(join(repository, folder, 'migration.sql'), sql === '' ? TO_WRITE : sql);
  writeFileSync(join(repository, folder, SNAPSHOT), schema);
  return folder;
}
