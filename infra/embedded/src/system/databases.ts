import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import type { Secrets } from './secrets.ts';

/**
 * A role and a database of the same name for each service. The role owns its database and may connect to no other:
 * CONNECT is taken from PUBLIC everywhere, the databases that PostgreSQL brings along included.
 */
export async function ensureDatabases(superuserUrl: string, names: readonly string[], secrets: Secrets): Promise<void> {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    for (const name of names) await ensureDatabase(client, name, secrets[name] ?? '');
    for (const database of ['postgres', 'template1', ...names])
      await client.query(`REVOKE ALL ON DATABASE ${escapeIdentifier(database)} FROM PUBLIC`);
  } finally {
    await client.end();
  }
}

async function ensureDatabase(client: Client, name: string, password: string): Promise<void> {
  const role = escapeIdentifier(name);
  const known = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [name]);
  const login = `ROLE ${role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD ${escapeLiteral(password)}`;
  await client.query(`${known.rowCount === 0 ? 'CREATE' : 'ALTER'} ${login}`);
  const database = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
  if (database.rowCount === 0) await client.query(`CREATE DATABASE ${role} OWNER ${role}`);
}

/** The URL with which a role opens its own database. */
export function databaseUrl(port: number, name: string, secrets: Secrets): string {
  return `postgresql://${name}:${encodeURIComponent(secrets[name] ?? '')}@127.0.0.1:${port}/${name}`;
}
