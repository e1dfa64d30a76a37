import { setTimeout as delay } from 'node:timers/promises';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { SendDueEmails } from './use-cases/send-due-emails.js';

/** Looks for due e-mail from the start of the application to its end, which waits for the batch under way. */
@Injectable()
export class EmailLoop implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(EmailLoop.name);
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly sendDueEmails: SendDueEmails,
    @Inject(CONFIG) private readonly config: Pick<Config, 'EMAIL_POLL_MS'>,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const more = await this.round();
      if (!more) await delay(this.config.EMAIL_POLL_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  private async round(): Promise<boolean> {
    try {
      return await this.sendDueEmails.execute();
    } catch (error) {
      this.logger.warn({ msg: 'due e-mail could not be looked for; retrying', err: error });
      return false;
    }
  }
}
