import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { CONFIG, type Config } from '../../config.js';
import { mailbox } from '../domain/mailbox.js';
import type { RenderedEmail } from '../domain/render-email.js';

export interface OutgoingEmail extends RenderedEmail {
  readonly address: string;
  readonly messageId: string;
}

const TIMEOUT_MS = 10_000;

@Injectable()
export class SmtpMailer implements OnApplicationShutdown {
  private readonly transport;
  private readonly abandoning = new AbortController();

  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'SMTP_URL' | 'MAIL_FROM'>) {
    this.transport = createTransport({
      url: config.SMTP_URL,
      pool: true,
      maxConnections: 2,
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  /** @throws Error of nodemailer, whose message may name the recipient */
  async send({ address, messageId, subject, text, html }: OutgoingEmail): Promise<void> {
    const { MAIL_FROM: from } = this.config;
    const to = { name: '', address: mailbox(address) };
    // RFC 3834: nobody's holiday message should come back.
    const headers = { 'Auto-Submitted': 'auto-generated' };
    const { signal } = this.abandoning;
    await this.transport.sendMail({ from, to, messageId, subject, text, html, headers, signal });
  }

  /** Whatever is being sent, or waits for a connection, fails at once, as does all that comes later. */
  abandon(): void {
    this.abandoning.abort();
  }

  get abandoned(): boolean {
    return this.abandoning.signal.aborted;
  }

  onApplicationShutdown(): void {
    this.transport.close({ force: true });
  }
}
