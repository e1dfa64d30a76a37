import pg from 'pg';
import { connectionOptions } from './connection-options.js';
import { endClient } from './end-client.js';

const UTC = /^(Etc\/)?(UTC|GMT)$/;
const TIMEOUT_MS = 5_000;

/** A session of the database isn't in UTC: what is written in it would be off by the zone. */
export class SessionTimeZoneError extends Error {
  override readonly name = 'SessionTimeZoneError';

  constructor(zone: string) {
    super(
      `The database's session is in the time zone ${zone}, though it was opened with "options=-c TimeZone=UTC". Let what ` +
        `stands between (PgBouncer: version 1.20 or later, without "options" in ignore_startup_parameters) pass the option ` +
        `on, or set the zone of the role: ALTER ROLE ... SET timezone = 'UTC'.`,
    );
  }
}

/** @throws {SessionTimeZoneError} when the session is in another zone than UTC */
export async function requireUtc(client: Pick<pg.ClientBase, 'query'>): Promise<void> {
  const { rows } = await client.query<{ TimeZone: string }>('SHOW TimeZone');
  const zone = rows[0]?.TimeZone ?? 'unknown';
  if (!UTC.test(zone)) throw new SessionTimeZoneError(zone);
}

/**
 * Opens a session and looks at its zone. A database that doesn't answer decides nothing here: that is for readiness to say,
 * and every later connection is looked at too.
 *
 * @throws {SessionTimeZoneError} when the session is in another zone than UTC
 */
export async function requireUtcSessions(databaseUrl: string): Promise<void> {
  const client = new pg.Client({
    ...connectionOptions(databaseUrl),
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await requireUtc(client);
  } catch (error) {
    if (error instanceof SessionTimeZoneError) throw error;
  } finally {
    await endClient(client);
  }
}
