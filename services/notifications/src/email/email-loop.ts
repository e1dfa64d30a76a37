import { setTimeout as delay } from 'node:timers/promises';
import { CLOCK, type Clock } from '@hallpass/ports';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { Attempts } from './domain/attempts.js';
import { EmailQueue } from './data/email-queue.js';
import { SendDueEmails } from './use-cases/send-due-emails.js';

/** What a mail server has to take an e-mail that it may not have yet, when the service stops. */
const GRACE_MS = 2000;
/** Of the time that stopping may take, what is left for the rest of the service. */
const FOR_THE_REST_MS = 3000;
/** Claims are renewed so often within the time for which they hold. */
const RENEWALS = 4;
/** So many times rarer than for due e-mail, the loop looks for what has expired, and for claims of processes that are gone. */
const TIDY_RARITY = 10;

type Settings = Pick<Config, 'EMAIL_POLL_MS' | 'EMAIL_CLAIM_MS' | 'EMAIL_CONNECTIONS' | 'SHUTDOWN_TIMEOUT_MS'>;

/** Looks for due e-mail from the start of the application to its end, and keeps the claims of what is being sent. */
@Injectable()
export class EmailLoop implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(EmailLoop.name);
  private readonly stopping = new AbortController();
  private readonly attempts = new Attempts();
  private running: Promise<void> | undefined;
  private renewal: NodeJS.Timeout | undefined;
  private tidyAt = -Infinity;

  constructor(
    private readonly sendDueEmails: SendDueEmails,
    private readonly queue: EmailQueue,
    @Inject(CONFIG) private readonly config: Settings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.renewal = setInterval(() => void this.renewClaims(), this.config.EMAIL_CLAIM_MS / RENEWALS);
    this.running = this.run();
  }

  /**
   * An e-mail that the server may have taken is waited for as long as stopping may take; what it can't have is due for another
   * replica after two seconds.
   */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
    const unsent = setTimeout(() => this.attempts.abandonUnsent(), GRACE_MS);
    const patience = Math.max(this.config.SHUTDOWN_TIMEOUT_MS - FOR_THE_REST_MS, GRACE_MS);
    const all = setTimeout(() => this.attempts.abandonAll(), patience);
    await this.attempts.allEnd();
    for (const timer of [unsent, all, this.renewal]) clearTimeout(timer);
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const began = await this.round();
      const isFull = this.attempts.size >= this.config.EMAIL_CONNECTIONS;
      if (isFull || began === 0) await this.pause(isFull);
    }
  }

  private async round(): Promise<number> {
    try {
      await this.tidy();
      return await this.sendDueEmails.execute(this.attempts);
    } catch (error) {
      this.logger.warn({ msg: 'due e-mail could not be looked for; retrying', err: error });
      return 0;
    }
  }

  /** Until it is time to look again, or a place is free, or the service stops. */
  private async pause(isFull: boolean): Promise<void> {
    const over = new AbortController();
    const signal = AbortSignal.any([this.stopping.signal, over.signal]);
    const time = delay(this.config.EMAIL_POLL_MS, undefined, { signal }).catch(() => undefined);
    await (isFull ? Promise.race([time, this.attempts.nextEnd()]) : time);
    over.abort();
  }

  private async tidy(): Promise<void> {
    if (this.clock.monotonic() < this.tidyAt) return;
    this.tidyAt = this.clock.monotonic() + TIDY_RARITY * this.config.EMAIL_POLL_MS;
    const now = new Date(this.clock.now());
    await this.queue.releaseLapsed(now);
    while (await this.queue.expire(now));
  }

  private async renewClaims(): Promise<void> {
    if (this.attempts.size === 0) return;
    try {
      await this.queue.renewClaims(new Date(this.clock.now()));
    } catch (error) {
      this.logger.warn({ msg: 'the claims of e-mail could not be renewed; retrying', err: error });
    }
  }
}
