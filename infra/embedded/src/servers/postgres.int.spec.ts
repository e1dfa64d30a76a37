import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres, type PostgresServer } from './postgres.ts';

describe('an embedded PostgreSQL', () => {
  let folder: string;
  const running: PostgresServer[] = [];
  const start = async (durable = false) => {
    const server = await startPostgres({ dataDir: join(folder, 'data'), durable });
    running.push(server);
    return server;
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hallpass-postgres-'));
    await chmod(folder, 0o755);
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((server) => server.kill9()));
    // The children of a server that was killed take a moment to notice.
    await rm(folder, { recursive: true, maxRetries: 50 });
  });

  async function query(server: PostgresServer, sql: string): Promise<unknown[]> {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  it('keeps what is in it, and its password, from one start to the next', async () => {
    const first = await start();
    await query(first, 'CREATE TABLE kept AS SELECT 7 AS value');
    await first.stop();
    const second = await start();
    expect(new URL(second.url).password).toBe(new URL(first.url).password);
    expect(await query(second, 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
  });

  it('starts after it was killed, with what was committed', async () => {
    const first = await start(true);
    await query(first, 'CREATE TABLE kept AS SELECT 7 AS value');
    await first.kill9();
    expect(await query(await start(true), 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
  });

  it('starts though the number of the one that was killed belongs to another process by now', async () => {
    const first = await start();
    await first.kill9();
    const file = join(folder, 'data', 'postmaster.pid');
    const other = spawn('sleep', ['600'], process.getuid?.() === 0 ? await owner(join(folder, 'data')) : {});
    await writeFile(file, (await readFile(file, 'utf8')).replace(/^\d+/, String(other.pid)));
    expect(await query(await start(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(other.exitCode).toBeNull();
    other.kill();
  });

  it('ends one that was left behind on the same data before it starts', async () => {
    const left = await start();
    const next = await start();
    expect(await query(next, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await expect(query(left, 'SELECT 1')).rejects.toThrow();
  });

  it('begins anew after its making was interrupted', async () => {
    await (await start()).stop();
    await rm(join(folder, 'data', 'PG_VERSION'));
    expect(await query(await start(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it.each([
    [true, 'on'],
    [false, 'off'],
  ])('durable: %s is fsync %s', async (durable, fsync) => {
    expect(await query(await start(durable), 'SHOW fsync')).toEqual([{ fsync }]);
  });

  it('is in UTC, whatever the zone of the machine and of the cluster it was made with', async () => {
    const first = await start();
    await query(first, `ALTER SYSTEM SET timezone = 'America/New_York'`);
    await first.stop();
    expect(await query(await start(), 'SHOW timezone')).toEqual([{ TimeZone: 'UTC' }]);
  });

  it('lets nobody in without its password', async () => {
    const url = new URL((await start()).url);
    url.password = 'postgres';
    const client = new pg.Client({ connectionString: url.href });
    await expect(client.connect()).rejects.toMatchObject({ code: '28P01' });
  });

  async function owner(path: string) {
    const { uid, gid } = await stat(path);
    return { uid, gid };
  }
});
