import { setTimeout as delay } from 'node:timers/promises';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { SmtpMailer } from './data/smtp-mailer.js';
import { SendDueEmails } from './use-cases/send-due-emails.js';

/** What a mail server has to finish an e-mail when the service stops: well below the time that stopping may take. */
const GRACE_MS = 2000;

/**
 * Looks for due e-mail from the start of the application to its end, which waits for the batch under way, but not for a mail
 * server that says nothing: what that has not taken goes back to the queue.
 */
@Injectable()
export class EmailLoop implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(EmailLoop.name);
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly sendDueEmails: SendDueEmails,
    private readonly mailer: SmtpMailer,
    @Inject(CONFIG) private readonly config: Pick<Config, 'EMAIL_POLL_MS'>,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    const impatience = setTimeout(() => this.mailer.abandon(), GRACE_MS);
    await this.running;
    clearTimeout(impatience);
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
