import { setTimeout as delay } from 'node:timers/promises';
import { CLOCK, type Clock } from '@hallpass/ports';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { orderSummary } from '../../announcements/domain/order-summary.js';
import { CONFIG, type Config } from '../../config.js';
import type { Attempt } from '../domain/attempts.js';
import { type DueEmail, EmailQueue } from '../data/email-queue.js';
import { EmailTokens } from '../data/email-tokens.js';
import { ANSWER_MS, type OutgoingEmail, SmtpMailer } from '../data/smtp-mailer.js';
import { backoffMs } from '../domain/backoff.js';
import { renderEmail } from '../domain/render-email.js';
import { type SendFailure, sendFailure } from '../domain/send-failure.js';
import { MailServer } from '../data/mail-server.js';

const RECORD_AGAIN_MS = 1000;

/** Makes one attempt to send one e-mail, and records what became of it. */
@Injectable()
export class SendEmail {
  private readonly logger = new Logger(SendEmail.name);

  constructor(
    private readonly queue: EmailQueue,
    private readonly tokens: EmailTokens,
    private readonly mailer: SmtpMailer,
    private readonly server: MailServer,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Never rejects: an outcome that can't be recorded leaves the e-mail claimed until its claim runs out. */
  async execute(email: DueEmail, attempt: Attempt): Promise<void> {
    try {
      await this.attempt(email, attempt);
    } catch (error) {
      this.logger.warn({ msg: 'what became of an e-mail could not be recorded', id: email.id, err: error });
    }
  }

  private async attempt(email: DueEmail, attempt: Attempt): Promise<void> {
    let outgoing: OutgoingEmail;
    try {
      outgoing = await this.write(email);
    } catch (error) {
      this.server.notTried();
      return this.defer(email, { ...sendFailure(error), verdict: 'deferred' });
    }
    try {
      await this.mailer.send(outgoing, { signal: attempt.signal, handedOver: () => attempt.handOver() });
    } catch (error) {
      return attempt.signal.aborted ? this.abandoned(email, attempt) : this.notSent(email, attempt, sendFailure(error));
    }
    this.server.answered();
    await this.recordSent(email.id, attempt.signal);
  }

  private async write(email: DueEmail): Promise<OutgoingEmail> {
    const order = orderSummary.safeParse(email.data).data;
    const token = await this.tokens.open(email.id, email.sealedToken);
    const input = { token, order, linkBaseUrl: this.config.EMAIL_LINK_BASE_URL };
    return { ...email, ...renderEmail(email.kind, email.displayName, input) };
  }

  /** Until the database has it: an e-mail that was sent and not recorded would be sent again. */
  private async recordSent(id: string, signal: AbortSignal): Promise<void> {
    for (;;) {
      try {
        return await this.queue.sent(id, new Date(this.clock.now()));
      } catch (error) {
        if (signal.aborted) throw error;
        await delay(RECORD_AGAIN_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** The service stops. A server that may have the e-mail gets its time to deal with it before it is sent again. */
  private async abandoned({ id }: DueEmail, attempt: Attempt): Promise<void> {
    if (attempt.mayHaveArrived) return this.queue.hold(id, ANSWER_MS);
    return this.queue.takeBack(id, new Date(this.clock.now()));
  }

  private async notSent(email: DueEmail, attempt: Attempt, failure: SendFailure): Promise<void> {
    const { id, kind, attempt: attempts } = email;
    const { reason, verdict, isAboutEmail } = failure;
    if (verdict === 'refused') {
      this.server.answered();
      this.logger.error({ msg: 'the mail server refused an e-mail for good', id, kind, attempts, reason });
      return this.queue.failed(id, reason);
    }
    if (verdict === 'deferred') this.server.deferred();
    else this.server.unavailable();
    if (verdict === 'deferred' || isAboutEmail || attempt.mayHaveArrived) return this.defer(email, failure);
    this.logger.warn({ msg: 'the mail server is unavailable; e-mail waits', id, kind, attempts, reason });
    return this.queue.putBack(id, new Date(this.clock.now()), reason);
  }

  private async defer(email: DueEmail, { reason }: SendFailure): Promise<void> {
    const { id, kind, attempt: attempts, deferrals, expiresAt } = email;
    this.logger.warn({ msg: 'an e-mail could not be sent; retrying', id, kind, attempts, reason });
    const now = this.clock.now();
    const usefulMs = expiresAt.getTime() - now;
    const waitMs = backoffMs({ deferrals: deferrals + 1, firstMs: this.config.EMAIL_RETRY_MS, usefulMs });
    return this.queue.defer(id, new Date(now + waitMs), reason);
  }
}
