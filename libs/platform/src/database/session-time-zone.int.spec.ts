import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, eventually, type TestDatabase } from '@hallpass/testing';
import { Module } from '@nestjs/common';
import { serviceConfig } from '../config/service-config.js';
import { bootstrap } from '../startup/bootstrap.js';
import { migrate } from './migrate.js';
import { prismaAdapter } from './prisma-adapter.js';
import { requireUtcSessions, SessionTimeZoneError } from './session-time-zone.js';

const NOON = new Date('2026-07-01T12:00:00.000Z');
const TIMESTAMPTZ = { scalarType: 'datetime', dbType: 'TIMESTAMPTZ', arity: 'scalar' } as const;

@Module({})
class EmptyModule {}

describe('a database whose sessions are in New York by default', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createDatabase();
    const name = new URL(database.url).pathname.slice(1);
    await database.pool.query(`ALTER DATABASE ${name} SET timezone = 'America/New_York'`);
  });
  afterEach(() => database.drop());

  async function query(url: string, sql: string, ...args: Date[]): Promise<unknown[]> {
    const adapter = await prismaAdapter(url, { maxConnections: 1 }).connect();
    try {
      const { rows } = await adapter.queryRaw({ sql, args, argTypes: args.map(() => TIMESTAMPTZ) });
      return rows[0] ?? [];
    } finally {
      await adapter.dispose();
    }
  }

  /** What a pooler does that drops the option: the zone that the client asked for doesn't hold. */
  async function dropTheOption(): Promise<void> {
    await database.pool.query(`
      CREATE FUNCTION drop_the_option() RETURNS event_trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM set_config('TimeZone', 'Asia/Tokyo', false); END $$;
      CREATE EVENT TRIGGER pooler ON login EXECUTE FUNCTION drop_the_option()`);
  }

  it(`keeps the instant that Prisma's driver writes, and gives it back to it and to raw SQL`, async () => {
    await database.pool.query('CREATE TABLE instants (at timestamptz)');
    await query(database.url, 'INSERT INTO instants VALUES ($1)', NOON);
    const [read] = await query(database.url, 'SELECT at FROM instants');
    expect(new Date(read as string)).toEqual(NOON);
    expect(await query(database.url, 'SELECT extract(epoch FROM at)::float8 FROM instants')).toEqual([+NOON / 1000]);
    const { rows } = await database.pool.query<{ at: Date }>('SELECT at FROM instants');
    expect(rows).toEqual([{ at: NOON }]);
  });

  it('is opened in UTC whatever other options its URL has', async () => {
    const url = new URL(database.url);
    url.searchParams.set('options', '-c TimeZone=Asia/Tokyo -c statement_timeout=1234');
    const shown = `SELECT current_setting('TimeZone'), current_setting('application_name')`;
    url.searchParams.set('application_name', 'of its own');
    expect(await query(url.href, shown)).toEqual(['UTC', 'of its own']);
    await expect(requireUtcSessions(url.href)).resolves.toBeUndefined();
    const { options } = (await prismaAdapter(url.href).connect()).underlyingDriver().options as { options?: string };
    expect(options).toBe('-c TimeZone=Asia/Tokyo -c statement_timeout=1234 -c TimeZone=UTC');
  });

  it('is refused, by each connection, where the option does not arrive', async () => {
    await dropTheOption();
    await expect(requireUtcSessions(database.url)).rejects.toThrow(SessionTimeZoneError);
    await expect(query(database.url, 'SELECT 1')).rejects.toThrow(/time zone Asia\/Tokyo/);
    const folder = await mkdtemp(join(tmpdir(), 'hallpass-migrations-'));
    await expect(migrate(database.url, folder)).rejects.toThrow(SessionTimeZoneError);
    await rm(folder, { recursive: true });
  });

  it('keeps a service from starting where the option does not arrive, with what to do', async () => {
    await dropTheOption();
    const exit = jest.spyOn(process, 'exit').mockReturnValue(undefined as never);
    const printed = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    await bootstrap({ module: EmptyModule, name: 'empty', title: 'Empty', config: configFor(database.url) });
    await eventually(() => exit.mock.calls.length);
    expect(process.exitCode).toBe(1);
    expect(printed.mock.calls.flat().join('')).toMatch(/^empty did not start. .*Asia\/Tokyo.*ALTER ROLE/);
    process.exitCode = undefined;
    jest.restoreAllMocks();
  });
});

it('a database that does not answer does not decide whether a service starts', async () => {
  await expect(requireUtcSessions('postgresql://u:p@127.0.0.1:1/none')).resolves.toBeUndefined();
});

function configFor(databaseUrl: string) {
  return serviceConfig.parse({
    PORT: '0',
    PUBLIC_URL: 'http://127.0.0.1',
    ISSUER: 'http://127.0.0.1',
    DATABASE_URL: databaseUrl,
    NATS_URL: 'nats://127.0.0.1',
    LOG_LEVEL: 'silent',
    KEY_ENCRYPTION_KEYS_FILE: '/none',
  });
}
