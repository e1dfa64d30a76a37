import { KeyRing } from '@hallpass/keys';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';

/** The keys are there before the first request, and are looked after until the last one is answered. */
@Injectable()
export class KeyRingLifecycle implements OnModuleInit, OnApplicationShutdown {
  constructor(private readonly keyRing: KeyRing) {}

  async onModuleInit(): Promise<void> {
    await this.keyRing.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.keyRing.stop();
  }
}
