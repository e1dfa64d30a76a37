import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Purge } from './purge.js';

const MINUTE_MS = 60_000;
/** After a round that found nothing. */
const IDLE_MS = 10 * MINUTE_MS;

/** Purges in the background, at every replica: the lock of a kind lets one of them be at it. */
@Injectable()
export class PurgeSchedule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> | undefined;
  private stopped = false;

  constructor(private readonly purge: Purge) {}

  onApplicationBootstrap(): void {
    this.schedule(MINUTE_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    this.purge.stop();
    await this.round;
  }

  private schedule(ms: number): void {
    this.timer = setTimeout(() => (this.round = this.run()), ms).unref();
  }

  private async run(): Promise<void> {
    const purged = Object.values(await this.purge.execute());
    if (!this.stopped) this.schedule(purged.some((rows) => rows > 0) ? MINUTE_MS : IDLE_MS);
  }
}
