import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { PurgeExpired } from './use-cases/purge-expired.js';

const EVERY_MS = 10 * 60 * 1000;

/** Purges in the background, at every replica: rows that another one is at are skipped. */
@Injectable()
export class PurgeSchedule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(PurgeSchedule.name);
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();

  constructor(private readonly purge: PurgeExpired) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => (this.round = this.run()), EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.round;
  }

  private async run(): Promise<void> {
    try {
      await this.purge.execute();
    } catch (error) {
      this.logger.warn({ msg: 'expired rows could not be purged; the next round tries again', err: error });
    }
  }
}
