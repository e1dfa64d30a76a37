import { prismaAdapter } from '@hallpass/platform';
import type { OnApplicationShutdown } from '@nestjs/common';
import { type Prisma, PrismaClient } from '../generated/prisma/client.js';

/** What a repository needs: the database itself or a transaction of it. */
export type Transaction = Prisma.TransactionClient;

/** This service's own database. Its pool is closed last, when nothing asks it any more. */
export class Database extends PrismaClient implements OnApplicationShutdown {
  constructor(url: string) {
    super({
      adapter: prismaAdapter(url),
      // A post waits for another with its Idempotency-Key no longer than the database lets a lock be waited for.
      transactionOptions: { maxWait: 5000, timeout: 10_000 },
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.$disconnect();
  }
}
