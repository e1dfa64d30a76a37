import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { connectionOptions } from './connection-options.js';
import { MigrationError } from './migration-error.js';
import { readMigrations, type MigrationFile } from './migration-files.js';
import { requireUtc } from './session-time-zone.js';

/** The advisory lock that Prisma's own engine takes, so that the two exclude each other. */
const PRISMA_LOCK = 72707369;

/** Prisma's bookkeeping, so that `prisma migrate deploy` can go on from here. */
const BOOKKEEPING = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id varchar(36) PRIMARY KEY NOT NULL, checksum varchar(64) NOT NULL, finished_at timestamptz,
  migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz,
  started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)`;

/**
 * Applies what a database lacks of a folder of migrations, each in a transaction of its own with its row in
 * `_prisma_migrations`: a migration is there wholly or not at all, also after a kill. Any number may run at once.
 *
 * @param migrationsFolder holds `<name>/migration.sql`, applied in the order of the names
 * @returns the names applied by this call
 * @throws {SessionTimeZoneError} when the session is in another zone than UTC
 * @throws {MigrationError} when an applied migration was changed since, or one failed under Prisma's engine
 */
export async function migrate(databaseUrl: string, migrationsFolder: string): Promise<string[]> {
  const migrations = await readMigrations(migrationsFolder);
  const client = new pg.Client({ ...connectionOptions(databaseUrl), connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await requireUtc(client);
    // Without this the server would finish a long statement for a client that was killed, and keep the others waiting.
    await client.query(`SET client_connection_check_interval = '1s'`);
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK]);
    await client.query(BOOKKEEPING);
    const pending = await findPending(client, migrations);
    for (const migration of pending) await apply(client, migration);
    return pending.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

async function findPending(client: pg.Client, migrations: MigrationFile[]): Promise<MigrationFile[]> {
  const { rows } = await client.query<{ migration_name: string; checksum: string; finished_at: Date | null }>(
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  );
  const applied = new Map(rows.map((row) => [row.migration_name, row]));
  return migrations.filter(({ name, checksum }) => {
    const row = applied.get(name);
    if (row === undefined) return true;
    if (row.finished_at === null) {
      throw new MigrationError(`Migration ${name} began and did not finish: see "prisma migrate resolve".`);
    }
    if (row.checksum !== checksum) {
      throw new MigrationError(`Migration ${name} was changed after it was applied: restore it, and add a new one.`);
    }
    return false;
  });
}

async function apply(client: pg.Client, { name, sql, checksum }: MigrationFile): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query('COMMIT');
  } catch (cause) {
    throw new MigrationError(`Migration ${name} failed: ${(cause as Error).message}`, { cause });
  }
}
