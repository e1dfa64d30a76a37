import { createDatabase } from '@hallpass/testing';
import { prepared } from './prepared.js';
import { prismaAdapter } from './prisma-adapter.js';

describe('a statement that is marked', () => {
  it('is prepared once on its connection, and others are not', async () => {
    const database = await createDatabase();
    const adapter = await prismaAdapter(database.url, { maxConnections: 1 }).connect();
    const run = async (sql: string) => (await adapter.queryRaw({ sql, args: [], argTypes: [] })).rows;
    await run('SELECT 1');
    for (let times = 0; times < 2; times += 1) expect(await run(prepared('give_two', 'SELECT 2'))).toEqual([[2]]);
    const list = 'SELECT name, generic_plans + custom_plans AS plans FROM pg_prepared_statements';
    expect(await run(list)).toEqual([['give_two', '2']]);
    await adapter.dispose();
    await database.drop();
  });
});
