import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { CloseEndedSessions } from './use-cases/close-ended-sessions.js';

const EVERY_MS = 2000;

/** Closes ended sessions in the background, slice after slice, at every replica: what another one is at is skipped. */
@Injectable()
export class ClosingSchedule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ClosingSchedule.name);
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> | undefined;
  private stopped = false;

  constructor(private readonly closing: CloseEndedSessions) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => (this.round ??= this.run()), EVERY_MS).unref();
  }

  /** Ends after the slice under way: the rest is left to the next start, or to another replica. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.round;
  }

  private async run(): Promise<void> {
    try {
      while (!this.stopped && (await this.closing.execute()) > 0);
    } catch (error) {
      this.logger.warn({ msg: 'ended sessions could not be closed; the next round tries again', err: error });
    } finally {
      this.round = undefined;
    }
  }
}
