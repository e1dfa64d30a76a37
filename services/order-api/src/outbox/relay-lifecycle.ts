import { OutboxRelay } from '@hallpass/messaging';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';

/** Relays from the start to the end of the service: it stops after the last request, and before the database is closed. */
@Injectable()
export class RelayLifecycle implements OnModuleInit, OnApplicationShutdown {
  constructor(private readonly relay: OutboxRelay) {}

  onModuleInit(): void {
    this.relay.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.relay.stop();
  }
}
