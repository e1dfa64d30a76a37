import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { prismaAdapter } from '@hallpass/platform';
import { type Config, CONFIG } from '../config.js';
import { PrismaClient, type Prisma } from '../generated/prisma/client.js';

/** The client of one transaction; whoever gets it takes part in the caller's. */
export type Tx = Prisma.TransactionClient;

/** The database of this service. Closed when everything else has ended. */
@Injectable()
export class Database extends PrismaClient implements OnApplicationShutdown {
  constructor(@Inject(CONFIG) config: Config) {
    super({
      adapter: prismaAdapter(config.DATABASE_URL),
      transactionOptions: { maxWait: 5_000, timeout: 10_000 },
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.$disconnect();
  }
}
