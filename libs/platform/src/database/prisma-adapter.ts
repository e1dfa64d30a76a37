import { PrismaPg } from '@prisma/adapter-pg';
import { connectionOptions } from './connection-options.js';
import { statementName } from './prepared.js';
import { requireUtc } from './session-time-zone.js';

export interface PrismaAdapterOptions {
  /** Connections of the pool; 10 by default. */
  maxConnections?: number;
}

/**
 * Prisma's driver over a pool that gives up rather than hang: 5 s to connect, 10 s a statement, 5 s for a lock,
 * 12 s for an answer from a host that may have vanished, 15 s for a transaction that its client left open.
 * A connection whose session isn't in UTC is not used.
 * Statements marked by {@link prepared} are prepared once on each connection.
 *
 * @example
 * new PrismaClient({ adapter: prismaAdapter(config.DATABASE_URL) });
 */
export function prismaAdapter(databaseUrl: string, { maxConnections = 10 }: PrismaAdapterOptions = {}): PrismaPg {
  return new PrismaPg(
    {
      ...connectionOptions(databaseUrl),
      // A pooler between may serve one connection with the option and the next without it.
      verify: (client, done) => void requireUtc(client).then(() => done(), done),
      max: maxConnections,
      connectionTimeoutMillis: 5_000,
      idleTimeoutMillis: 30_000,
      keepAlive: true,
      statement_timeout: 10_000,
      query_timeout: 12_000, // in this process: a host that vanished can't time out a statement
      lock_timeout: 5_000,
      idle_in_transaction_session_timeout: 15_000,
    },
    { statementNameGenerator: ({ sql }) => statementName(sql) },
  );
}
