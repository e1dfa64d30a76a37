import { createDatabase } from '@hallpass/testing';
import { DatabaseHealth } from './database-health.js';
import { prismaAdapter } from './prisma-adapter.js';

describe('the database', () => {
  it('is ready while it answers, and not when it is gone', async () => {
    const database = await createDatabase();
    const health = new DatabaseHealth(database.url);
    await expect(health.check()).resolves.toBeUndefined();
    await database.drop();
    await expect(health.check()).rejects.toThrow();
    await health.onApplicationShutdown();
  });
});

describe(`the pool of Prisma's driver`, () => {
  it('gives up on a statement, a lock and an open transaction rather than hang', async () => {
    const database = await createDatabase();
    const adapter = await prismaAdapter(database.url, { maxConnections: 2 }).connect();
    const show = async (name: string) => {
      const { rows } = await adapter.queryRaw({ sql: `SHOW ${name}`, args: [], argTypes: [] });
      return rows[0]?.[0];
    };
    expect(await show('statement_timeout')).toBe('10s');
    expect(await show('lock_timeout')).toBe('5s');
    expect(await show('idle_in_transaction_session_timeout')).toBe('15s');
    expect(adapter.underlyingDriver().options).toMatchObject({
      max: 2,
      connectionTimeoutMillis: 5000,
      query_timeout: 12_000, // for a host that no longer says anything
    });
    await adapter.dispose();
    await database.drop();
  });
});
