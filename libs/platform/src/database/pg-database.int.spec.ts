import { createDatabase, type TestDatabase } from '@hallpass/testing';
import { PgDatabase } from './pg-database.js';
import { prepared } from './prepared.js';

describe('a database without Prisma', () => {
  let database: TestDatabase;
  let sql: PgDatabase;
  beforeAll(async () => {
    database = await createDatabase();
    await database.pool.query('CREATE TABLE things (id integer PRIMARY KEY)');
    sql = new PgDatabase(database.url, 1);
  });
  afterAll(async () => {
    await sql?.close();
    await database?.drop();
  });
  const ids = () => sql.$queryRawUnsafe('SELECT id FROM things ORDER BY id');

  it('commits what a transaction does, and undoes what one does that fails', async () => {
    const insert = (id: number, error?: Error) =>
      sql.$transaction(async (tx) => {
        expect(await tx.$executeRawUnsafe('INSERT INTO things VALUES ($1::integer)', id)).toBe(1);
        if (error !== undefined) throw error;
      });
    await insert(1);
    await expect(insert(2, new Error('no'))).rejects.toThrow('no');
    await expect(insert(1)).rejects.toThrow('duplicate key');
    expect(await ids()).toEqual([{ id: 1 }]);
  });

  it('claims no commit of a transaction in which a statement failed, though nobody said so', async () => {
    const swallowing = sql.$transaction(async (tx) => {
      await tx.$executeRawUnsafe('INSERT INTO things VALUES (3)');
      await tx.$executeRawUnsafe('INSERT INTO things VALUES (1)').catch(() => undefined);
    });
    await expect(swallowing).rejects.toThrow('rolled back');
    expect(await ids()).toEqual([{ id: 1 }]);
  });

  it('goes on with another connection when one breaks in a transaction', async () => {
    const breaking = sql.$transaction((tx) => tx.$queryRawUnsafe('SELECT pg_terminate_backend(pg_backend_pid())'));
    await expect(breaking).rejects.toThrow();
    expect(await ids()).toEqual([{ id: 1 }]);
  });

  it('prepares a marked statement once, and has its sessions in UTC', async () => {
    const find = prepared('find_thing', 'SELECT id FROM things WHERE id = $1::integer');
    for (let i = 0; i < 2; i += 1) expect(await sql.$queryRawUnsafe(find, 1)).toEqual([{ id: 1 }]);
    expect(await sql.$queryRawUnsafe('SELECT name FROM pg_prepared_statements')).toEqual([{ name: 'find_thing' }]);
    expect(await sql.$queryRawUnsafe('SHOW TimeZone')).toEqual([{ TimeZone: 'UTC' }]);
  });
});
