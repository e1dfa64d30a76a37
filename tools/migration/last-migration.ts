import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Beside its `migration.sql`: the schema that the migration leads to. */
export const SNAPSHOT = 'schema.prisma';

export const migrationsOf = (service: string): string => `services/${service}/prisma/migrations`;
export const schemaOf = (service: string): string => `services/${service}/prisma/schema.prisma`;

/** The folder of the last migration of a service; undefined before the first. */
export function lastMigration(repository: string, service: string): string | undefined {
  const folder = join(repository, migrationsOf(service));
  if (!existsSync(folder)) return undefined;
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .at(-1);
}

/**
 * The schema that the migrations of a service lead to: as it stands beside the last of them, else as it was in the commit that added
 * that. Empty before the first migration.
 * @throws Error when neither is there
 */
export function schemaOfLastMigration(repository: string, service: string): string {
  const last = lastMigration(repository, service);
  if (last === undefined) return '';
  const folder = `${migrationsOf(service)}/${last}`;
  const snapshot = join(repository, folder, SNAPSHOT);
  if (existsSync(snapshot)) return readFileSync(snapshot, 'utf8');
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: repository, encoding: 'utf8' });
  const commit = git('log', '-1', '--diff-filter=A', '--format=%H', '--', `${folder}/migration.sql`).trim();
  if (commit !== '') return git('show', `${commit}:${schemaOf(service)}`);
  throw new Error(
    `${folder} has no ${SNAPSHOT} beside it and is not committed: which schema it leads to is not known. ` +
      `Commit it with its schema, or put a copy of that schema beside it.`,
  );
}
