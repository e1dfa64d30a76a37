import { KeyEncryptionKeyError } from '@hallpass/keys';
import { CLOCK, type Clock } from '@hallpass/ports';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { orderSummary } from '../../announcements/domain/order-summary.js';
import { CONFIG, type Config } from '../../config.js';
import { type DueEmail, EmailQueue } from '../data/email-queue.js';
import { EmailTokens } from '../data/email-tokens.js';
import { SmtpMailer } from '../data/smtp-mailer.js';
import { backoffMs } from '../domain/backoff.js';
import { renderEmail } from '../domain/render-email.js';
import { sendFailure } from '../domain/send-failure.js';

const BATCH = 10;
/** Longer than a batch takes at its slowest. */
const HIDDEN_MS = 5 * 60 * 1000;

/** Sends what is due, a batch at a time. */
@Injectable()
export class SendDueEmails {
  private readonly logger = new Logger(SendDueEmails.name);

  constructor(
    private readonly queue: EmailQueue,
    private readonly tokens: EmailTokens,
    private readonly mailer: SmtpMailer,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Returns true when there may be more. */
  async execute(): Promise<boolean> {
    const now = this.clock.now();
    await this.queue.expire(new Date(now));
    const due = await this.queue.claim(new Date(now), new Date(now + HIDDEN_MS), BATCH);
    await Promise.all(due.map((email) => this.send(email)));
    return due.length === BATCH;
  }

  private async send(email: DueEmail): Promise<void> {
    const order = orderSummary.safeParse(email.data).data;
    try {
      const token = await this.tokens.open(email.id, email.sealedToken);
      const input = { token, order, linkBaseUrl: this.config.EMAIL_LINK_BASE_URL };
      await this.mailer.send({ ...email, ...renderEmail(email.kind, email.displayName, input) });
    } catch (error) {
      return this.notSent(email, error);
    }
    await this.queue.sent(email.id, new Date(this.clock.now()));
  }

  private async notSent({ id, kind, attempt }: DueEmail, error: unknown): Promise<void> {
    const now = this.clock.now();
    if (this.mailer.abandoned) return this.queue.putBack(id, new Date(now));
    const { reason, final } = sendFailure(error);
    // Another replica has sealed it under a key that this one does not have yet: nothing is wrong with the e-mail.
    const canGiveUp = !(error instanceof KeyEncryptionKeyError);
    if (canGiveUp && (final || attempt >= this.config.EMAIL_MAX_ATTEMPTS)) {
      this.logger.error({ msg: 'an e-mail was given up; see the table emails', id, kind, attempt, reason });
      return this.queue.failed(id, reason);
    }
    this.logger.warn({ msg: 'an e-mail could not be sent; retrying', id, kind, attempt, reason });
    return this.queue.retry(id, new Date(now + backoffMs(attempt, this.config.EMAIL_RETRY_MS)), reason);
  }
}
