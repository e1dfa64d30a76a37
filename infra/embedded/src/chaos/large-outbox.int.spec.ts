import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres, type PostgresServer } from '../servers/postgres.ts';
import { REPOSITORY } from '../system/paths.ts';
import { LargeOutbox } from './large-outbox.ts';

const MIGRATION = join(REPOSITORY, 'services/identity-api/prisma/migrations/20261122000000_init/migration.sql');
const ROWS = 200;

describe('a large outbox', () => {
  let folder: string;
  let server: PostgresServer;
  let client: pg.Client;
  let outbox: LargeOutbox;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hallpass-outbox-'));
    await chmod(folder, 0o755);
    server = await startPostgres({ dataDir: join(folder, 'data'), durable: false });
    client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query(await readFile(MIGRATION, 'utf8'));
  });
  afterAll(async () => {
    await client.end();
    await server.stop();
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    await client.query('TRUNCATE outbox');
    outbox = new LargeOutbox(server.url, ROWS);
  });

  const counted = async () => {
    const { rows } = await client.query<{ all: number; pending: number; accounts: number }>(
      `SELECT count(*)::int AS all, count(*) FILTER (WHERE published_at IS NULL)::int AS pending,
         count(DISTINCT data ->> 'sub')::int AS accounts FROM outbox`,
    );
    return rows[0];
  };
  const publish = (count: number) =>
    client.query(
      `UPDATE outbox SET published_at = now() WHERE id IN (SELECT id FROM outbox ORDER BY sequence LIMIT $1)`,
      [count],
    );

  it('is pending, an account each, and what is left of it can be taken away', async () => {
    await outbox.fill('pending');
    expect(await counted()).toEqual({ all: ROWS, pending: ROWS, accounts: ROWS });
    await publish(50);
    expect(await outbox.discard()).toBe(ROWS - 50);
    expect(await counted()).toEqual({ all: 50, pending: 0, accounts: 50 });
  });

  it('is only filled up where there is some of it, with what the broker is to have lost', async () => {
    await outbox.fill('pending');
    await publish(100);
    await client.query(`DELETE FROM outbox WHERE published_at IS NULL AND sequence % 2 = 0`);
    const before = await counted();
    await outbox.fill('published');
    expect(await counted()).toEqual({ all: ROWS, pending: before?.pending, accounts: ROWS });
  });

  it('leaves what the relay is claiming, and every other event', async () => {
    await outbox.fill('pending');
    await client.query(
      `INSERT INTO outbox (id, subject, data) VALUES (gen_random_uuid(), 'security.v1.account.x', '{}')`,
    );
    await client.query('BEGIN');
    await client.query(`SELECT id FROM outbox ORDER BY sequence LIMIT 1 FOR UPDATE`);
    expect(await outbox.discard()).toBe(ROWS - 1);
    await client.query('COMMIT');
    expect(await counted()).toMatchObject({ all: 2, pending: 2 });
  });
});
