import { join } from 'node:path';
import pg from 'pg';
import { createDatabase } from './database.js';

const migrations = join(import.meta.dirname, '../../test/migrations');

describe('a test database', () => {
  it('has the migrations of its folder, in order', async () => {
    const database = await createDatabase(migrations);
    expect((await database.pool.query('SELECT * FROM things')).rows).toEqual([{ id: 1, name: 'one' }]);
    await database.drop();
  });

  it('is alone: what one suite writes, no other sees', async () => {
    const [one, other] = await Promise.all([createDatabase(migrations), createDatabase(migrations)]);
    await one.pool.query(`INSERT INTO things VALUES (2, 'two')`);
    expect((await other.pool.query('SELECT count(*)::int AS n FROM things')).rows).toEqual([{ n: 1 }]);
    await Promise.all([one.drop(), other.drop()]);
  });

  it('is empty without migrations, and gone once dropped', async () => {
    const database = await createDatabase();
    expect((await database.pool.query(`SELECT 1 FROM pg_tables WHERE schemaname = 'public'`)).rows).toEqual([]);
    await database.drop();
    await expect(new pg.Client({ connectionString: database.url }).connect()).rejects.toMatchObject({ code: '3D000' });
  });
});
