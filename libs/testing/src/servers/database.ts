import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { postgresUrl } from './addresses.js';

/** A database of the suite's own. */
export interface TestDatabase {
  readonly url: string;
  readonly pool: pg.Pool;
  /** Closes the pool and drops the database, whoever is still connected to it. */
  drop(): Promise<void>;
}

/**
 * Makes a database, with the migrations of a folder (`<name>/migration.sql`) applied when one is given. The first call for
 * a folder makes a template, every later one of the jest run copies it.
 */
export async function createDatabase(migrationsFolder?: string): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await asSuperuser(async (client) => {
    const template = migrationsFolder === undefined ? 'template0' : await ensureTemplate(client, migrationsFolder);
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  });
  const url = urlOf(name);
  const pool = new pg.Pool({ connectionString: url, max: 5 });
  // A connection that is idle when its server goes away is not a failure of the test.
  pool.on('error', () => undefined);
  return {
    url,
    pool,
    drop: async () => {
      await pool.end();
      await asSuperuser((client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

/** Suites run at once in several processes: the lock lets one of them make the template. */
async function ensureTemplate(client: pg.Client, folder: string): Promise<string> {
  const sql = await readMigrations(folder);
  const hash = createHash('sha256').update(sql.join('\0')).digest();
  const template = `template_${hash.toString('hex').slice(0, 32)}`;
  const lock = hash.readInt32BE();
  await client.query('SELECT pg_advisory_lock($1)', [lock]);
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [template]);
    if (rowCount === 0) await createTemplate(client, template, sql);
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [lock]);
  }
  return template;
}

/** Migrated under another name first: a template that failed half-way is no template. */
async function createTemplate(client: pg.Client, template: string, sql: string[]): Promise<void> {
  const draft = `${template}_draft`;
  await client.query(`DROP DATABASE IF EXISTS ${draft}`);
  await client.query(`CREATE DATABASE ${draft} TEMPLATE template0`);
  const migrated = new pg.Client({ connectionString: urlOf(draft) });
  await migrated.connect();
  try {
    for (const statements of sql) await migrated.query(statements);
  } finally {
    await migrated.end();
  }
  await client.query(`ALTER DATABASE ${draft} RENAME TO ${template}`);
}

async function readMigrations(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(names.sort().map((name) => readFile(join(folder, name, 'migration.sql'), 'utf8')));
}

function urlOf(database: string): string {
  const url = new URL(postgresUrl());
  url.pathname = `/${database}`;
  return url.href;
}

async function asSuperuser<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: postgresUrl() });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
