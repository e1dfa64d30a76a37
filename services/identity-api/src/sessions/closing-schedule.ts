import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { CloseEndedSessions } from './use-cases/close-ended-sessions.js';

/** For what a replica left behind that ended before it had closed it. */
const EVERY_MS = 30_000;

/**
 * Closes ended sessions in the background, slice after slice: at once where they were ended, and what is left by others at the
 * start and every 30 s. What another replica is at is skipped.
 */
@Injectable()
export class ClosingSchedule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ClosingSchedule.name);
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> | undefined;
  private again = false;
  private stopped = false;

  constructor(private readonly closing: CloseEndedSessions) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.wake(), EVERY_MS).unref();
    this.wake();
  }

  /** Ends after the slice under way: the rest is left to the next start, or to another replica. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.round;
  }

  /** Begins a round, which nobody has to wait for. To be called after the commit of what ended all sessions of an account. */
  wake(): void {
    // A round under way may have looked before that commit.
    if (this.round !== undefined) this.again = true;
    else if (!this.stopped) this.round = this.run();
  }

  private async run(): Promise<void> {
    try {
      do {
        this.again = false;
        while (!this.stopped && (await this.closing.execute()) > 0);
      } while (this.again && !this.stopped);
    } catch (error) {
      this.logger.warn({ msg: 'ended sessions could not be closed; the next round tries again', err: error });
    } finally {
      this.round = undefined;
    }
  }
}
