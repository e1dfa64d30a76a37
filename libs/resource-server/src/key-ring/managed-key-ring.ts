import { KeyRing } from '@hallpass/keys';
import type { BeforeApplicationShutdown, OnModuleInit } from '@nestjs/common';

/** A key ring that Nest starts before the first request, and stops before the database is closed. */
export class ManagedKeyRing extends KeyRing implements OnModuleInit, BeforeApplicationShutdown {
  async onModuleInit(): Promise<void> {
    await this.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.stop();
  }
}
