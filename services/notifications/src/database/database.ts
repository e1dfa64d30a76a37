import { prismaAdapter } from '@hallpass/platform';
import type { OnApplicationShutdown } from '@nestjs/common';
import { PrismaClient } from '../generated/prisma/client.js';

/** This service's own database. Its pool is closed last, when nothing asks it any more. */
export class Database extends PrismaClient implements OnApplicationShutdown {
  constructor(url: string) {
    super({ adapter: prismaAdapter(url) });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.$disconnect();
  }
}
