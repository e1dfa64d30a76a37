import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Purge } from './purge.js';

const EVERY_MS = 60_000;

/** Purges in the background, at every replica: the lock of a kind lets one of them be at it. */
@Injectable()
export class PurgeSchedule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<unknown> | undefined;

  constructor(private readonly purge: Purge) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.begin(), EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.purge.stop();
    await this.round;
  }

  private begin(): void {
    this.round ??= this.purge.execute().finally(() => (this.round = undefined));
  }
}
