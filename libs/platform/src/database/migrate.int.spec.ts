import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, eventually, type TestDatabase } from '@hallpass/testing';
import { migrate } from './migrate.js';
import { MigrationError } from './migration-error.js';

describe('migrate', () => {
  let database: TestDatabase;
  let folder: string;
  beforeEach(async () => {
    database = await createDatabase();
    folder = await mkdtemp(join(tmpdir(), 'hallpass-migrations-'));
    await add('1_things', 'CREATE TABLE things (id integer PRIMARY KEY); INSERT INTO things VALUES (1);');
    await add('2_names', 'ALTER TABLE things ADD COLUMN name text;');
  });
  afterEach(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  });

  async function add(name: string, sql: string): Promise<void> {
    await mkdir(join(folder, name), { recursive: true });
    await writeFile(join(folder, name, 'migration.sql'), sql);
  }
  const rows = async (sql: string) => (await database.pool.query<Record<string, unknown>>(sql)).rows;

  it('applies what is missing, in order, once', async () => {
    expect(await migrate(database.url, folder)).toEqual(['1_things', '2_names']);
    expect(await migrate(database.url, folder)).toEqual([]);
    await add('3_more', 'INSERT INTO things VALUES (2);');
    expect(await migrate(database.url, folder)).toEqual(['3_more']);
    expect(await rows('SELECT id FROM things ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it(`keeps Prisma's own books, so that its command line goes on from there`, async () => {
    await migrate(database.url, folder);
    const sql = 'ALTER TABLE things ADD COLUMN name text;';
    const books = await rows('SELECT * FROM _prisma_migrations ORDER BY migration_name');
    expect(books[1]).toEqual({
      id: expect.any(String),
      checksum: createHash('sha256').update(sql).digest('hex'),
      finished_at: expect.any(Date),
      migration_name: '2_names',
      logs: null,
      rolled_back_at: null,
      started_at: expect.any(Date),
      applied_steps_count: 1,
    });
  });

  it('applies each once when three start at the same time', async () => {
    const applied = await Promise.all([1, 2, 3].map(() => migrate(database.url, folder)));
    expect(applied.flat()).toEqual(['1_things', '2_names']);
    expect(await rows('SELECT count(*)::int AS n FROM _prisma_migrations')).toEqual([{ n: 2 }]);
  });

  it('leaves no half of a migration when it is killed in between, and applies it the next time', async () => {
    await add('3_slow', 'INSERT INTO things VALUES (3); SELECT pg_sleep(600);');
    const child = migrateInAProcess();
    await eventually(
      async () => (await rows(`SELECT 1 FROM pg_stat_activity WHERE query ~ '^INSERT.*pg_sleep'`)).length,
      { describe: 'the slow migration' },
    );
    child.kill('SIGKILL');
    await add('3_slow', 'INSERT INTO things VALUES (3);');
    expect(await migrate(database.url, folder)).toEqual(['3_slow']);
    expect(await rows('SELECT id FROM things ORDER BY id')).toEqual([{ id: 1 }, { id: 3 }]);
  });

  it('applies nothing of a migration that fails, and names it', async () => {
    await add('3_wrong', 'INSERT INTO things VALUES (3); INSERT INTO nothing VALUES (1);');
    await expect(migrate(database.url, folder)).rejects.toThrow(/^Migration 3_wrong failed: .*"nothing"/);
    expect(await rows('SELECT id FROM things')).toEqual([{ id: 1 }]);
    await add('3_wrong', 'INSERT INTO things VALUES (3);');
    expect(await migrate(database.url, folder)).toEqual(['3_wrong']);
  });

  it('refuses to go on when an applied migration was changed', async () => {
    await migrate(database.url, folder);
    await add('1_things', 'CREATE TABLE things (id bigint PRIMARY KEY);');
    await add('3_more', 'INSERT INTO things VALUES (2);');
    await expect(migrate(database.url, folder)).rejects.toThrow(MigrationError);
    await expect(migrate(database.url, folder)).rejects.toThrow(/1_things was changed after it was applied/);
    expect(await rows('SELECT id FROM things')).toEqual([{ id: 1 }]);
  });

  it(`refuses to go on after a migration that Prisma's engine left unfinished`, async () => {
    await migrate(database.url, folder);
    await rows(`UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = '2_names'`);
    await expect(migrate(database.url, folder)).rejects.toThrow(/2_names began and did not finish/);
  });

  it('says that there is no server to reach', async () => {
    await expect(migrate('postgresql://u:p@127.0.0.1:1/none', folder)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  /** Only a process can be killed. */
  function migrateInAProcess(): ChildProcess {
    const program = `import { migrate } from ${JSON.stringify(join(import.meta.dirname, 'migrate.ts'))};
      await migrate(${JSON.stringify(database.url)}, ${JSON.stringify(folder)});`;
    const hook = join(import.meta.dirname, '../../test/resolve-sources.mjs');
    return spawn(process.execPath, ['--import', hook, '--input-type=module', '--eval', program], { stdio: 'inherit' });
  }
});
