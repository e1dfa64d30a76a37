import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrationFolder } from './migration-folder.ts';
import { schemaDifference } from './schema-difference.ts';
import { writeMigration } from './write-migration.ts';

const schema = (fields: string) => `
  datasource db {
    provider = "postgresql"
  }
  model Product {
    id String @id @db.Uuid
    ${fields}
    @@map("products")
  }`;

describe('a migration', () => {
  it('holds the SQL for what a schema has and an older one lacks', async () => {
    const sql = await schemaDifference(schema(''), schema('weightGrams Int? @map("weight_grams")'));
    expect(sql).toMatch(/^-- AlterTable\nALTER TABLE "products" ADD COLUMN +"weight_grams" INTEGER;\n$/);
  });

  it('creates everything where there was nothing', async () => {
    expect(await schemaDifference('', schema(''))).toContain('CREATE TABLE "products"');
  });

  it('is empty when the models are the same', async () => {
    expect(await schemaDifference(schema(''), schema('/// A comment.'))).toBe('');
  });

  it('has a folder that sorts after those before it', () => {
    expect(migrationFolder('add_weight', new Date('2026-11-27T05:06:07.089Z'))).toBe('20261127050607_add_weight');
  });

  it('has a folder that sorts after the last one, also where that has a time to come', () => {
    const at = new Date('2026-11-27T05:06:07.089Z');
    expect(migrationFolder('add_weight', at, '20261127050606_init')).toBe('20261127050607_add_weight');
    expect(migrationFolder('add_weight', at, '20261127050607_zones')).toBe('20261127050608_add_weight');
    expect(migrationFolder('add_weight', at, '20261231235959_zones')).toBe('20270101000000_add_weight');
  });
});

describe('a new migration', () => {
  let repository: string;
  const prisma = () => join(repository, 'services/shop/prisma');
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t.test', ...args], { cwd: repository });
  const commit = () => {
    git('add', '.');
    git('commit', '-qm', 'change', '--no-verify');
  };
  const setFields = (fields: string) => writeFileSync(join(prisma(), 'schema.prisma'), schema(fields));
  const write = async (name: string, at = '2026-11-27T05:06:07Z') => {
    const folder = await writeMigration({ repository, service: 'shop', name, at: new Date(at) });
    return { folder, sql: readFileSync(join(repository, folder, 'migration.sql'), 'utf8') };
  };

  beforeEach(() => {
    repository = mkdtempSync(join(tmpdir(), 'hallpass-migration-'));
    mkdirSync(prisma(), { recursive: true });
    git('init', '-q');
    git('commit', '-qm', 'begin', '--allow-empty', '--no-verify');
    setFields('');
  });
  afterEach(() => rmSync(repository, { recursive: true, force: true }));

  it('creates everything where there is none', async () => {
    expect((await write('init')).sql).toContain('CREATE TABLE "products"');
  });

  it('holds only what the one before it does not lead to, though nothing is committed', async () => {
    await write('init');
    setFields('weight Int?');
    expect((await write('add_weight')).sql).toMatch(
      /^-- AlterTable\nALTER TABLE "products" ADD COLUMN +"weight" INTEGER;\n$/,
    );
    setFields('weight Int?\n    colour String?');
    const { folder, sql } = await write('add_colour');
    expect(sql).toMatch(/^-- AlterTable\nALTER TABLE "products" ADD COLUMN +"colour" TEXT;\n$/);
    expect(folder).toMatch(/20261127050609_add_colour$/);
    expect((await write('nothing')).sql).toContain('The schema has not changed');
  });

  it('holds what was committed without a migration', async () => {
    await write('init');
    commit();
    setFields('weight Int?');
    commit();
    expect((await write('add_weight')).sql).toContain('ADD COLUMN');
  });

  it('goes by the commit that added a migration which was written by hand', async () => {
    const { folder } = await write('init');
    rmSync(join(repository, folder, 'schema.prisma'));
    await expect(write('add_weight')).rejects.toThrow('Commit it with its schema');
    commit();
    setFields('weight Int?');
    commit();
    const { sql } = await write('add_weight');
    expect(sql).toContain('ADD COLUMN');
    expect(sql).not.toContain('CREATE TABLE');
  });
});
