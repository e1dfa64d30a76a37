import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { prismaAdapter } from '@hallpass/platform';
import { type Config, CONFIG } from '../config.js';
import { PrismaClient, type Prisma } from '../generated/prisma/client.js';

/** The client of one transaction; whoever gets it takes part in the caller's. */
export type Tx = Prisma.TransactionClient;

/** Closed when everything else has ended. */
class Pool extends PrismaClient implements OnApplicationShutdown {
  constructor(databaseUrl: string, maxConnections: number) {
    super({
      adapter: prismaAdapter(databaseUrl, { maxConnections }),
      transactionOptions: { maxWait: 5_000, timeout: 10_000 },
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.$disconnect();
  }
}

/** The database of this service. */
@Injectable()
export class Database extends Pool {
  constructor(@Inject(CONFIG) config: Config) {
    super(config.DATABASE_URL, 10);
  }
}

/**
 * The same database over connections that no request of a customer can hold: for what administrators decide, and for the
 * outbox that tells it to the world.
 */
@Injectable()
export class ReservedDatabase extends Pool {
  constructor(@Inject(CONFIG) config: Config) {
    super(config.DATABASE_URL, 4);
  }
}
