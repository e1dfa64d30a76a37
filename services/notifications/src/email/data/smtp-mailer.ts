import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { CONFIG, type Config } from '../../config.js';
import { mailbox } from '../domain/mailbox.js';
import type { RenderedEmail } from '../domain/render-email.js';

export interface OutgoingEmail extends RenderedEmail {
  readonly address: string;
  readonly messageId: string;
}

export interface Sending {
  /** Gives up, at whatever point the sending is. */
  readonly signal: AbortSignal;
  /** Called right before the final dot: from then on the server may have taken the e-mail, whatever happens. */
  readonly handedOver: () => void;
}

const MINUTE_MS = 60 * 1000;
/** What a client grants a server at least for its greeting (RFC 5321 section 4.5.3.2.1). */
const GREETING_MS = 5 * MINUTE_MS;
/** The longest of the times for a command, which is that for the answer to the final dot (RFC 5321 section 4.5.3.2.6). */
export const ANSWER_MS = 10 * MINUTE_MS;
const CONNECT_MS = MINUTE_MS;
/** Less than the 5 minutes after which a server ends an idle session (RFC 5321 section 4.5.3.2.7). */
const IDLE_MS = MINUTE_MS;

@Injectable()
export class SmtpMailer implements OnApplicationShutdown {
  private readonly transport;
  /** By Message-ID: what is being sent. */
  private readonly handingOver = new Map<string, () => void>();

  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'SMTP_URL' | 'MAIL_FROM' | 'EMAIL_CONNECTIONS'>) {
    this.transport = createTransport({
      url: config.SMTP_URL,
      pool: true,
      maxConnections: config.EMAIL_CONNECTIONS,
      // nodemailer counts the greeting as part of connecting.
      connectionTimeout: CONNECT_MS + GREETING_MS,
      greetingTimeout: GREETING_MS,
      socketTimeout: ANSWER_MS,
      idleTimeout: IDLE_MS,
      // A connection that the server has closed meanwhile is replaced once; the rest is the queue's business.
      maxRequeues: 1,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    this.transport.use('stream', ({ data, message }, done) => {
      message.processFunc((content) => content.once('end', () => this.handingOver.get(String(data.messageId))?.()));
      done();
    });
  }

  /** @throws Error of nodemailer, whose message may name the recipient */
  async send(email: OutgoingEmail, { signal, handedOver }: Sending): Promise<void> {
    const { address, messageId, subject, text, html } = email;
    const { MAIL_FROM: from } = this.config;
    const to = { name: '', address: mailbox(address) };
    // RFC 3834: nobody's holiday message should come back.
    const headers = { 'Auto-Submitted': 'auto-generated' };
    this.handingOver.set(messageId, handedOver);
    try {
      await this.transport.sendMail({ from, to, messageId, subject, text, html, headers, signal });
    } finally {
      this.handingOver.delete(messageId);
    }
  }

  onApplicationShutdown(): void {
    this.transport.close({ force: true });
  }
}
