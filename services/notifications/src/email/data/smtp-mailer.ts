import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { CONFIG, type Config } from '../../config.js';
import type { RenderedEmail } from '../domain/render-email.js';

/** The server refused this e-mail for good (RFC 5321 section 4.2.1, a 55x answer to its recipient or content). */
export class EmailRejectedError extends Error {
  override readonly name = 'EmailRejectedError';
}

export interface OutgoingEmail extends RenderedEmail {
  readonly address: string;
  readonly displayName: string | null;
  readonly messageId: string;
}

const TIMEOUT_MS = 10_000;
/** `MAIL FROM` is not among them: a sender that is refused is a mistake in the configuration. */
const JUDGED_BY_SERVER = ['RCPT TO', 'DATA'];

@Injectable()
export class SmtpMailer implements OnApplicationShutdown {
  private readonly transport;

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

  /** @throws EmailRejectedError when another attempt can't help */
  async send({ address, displayName, messageId, subject, text, html }: OutgoingEmail): Promise<void> {
    const { MAIL_FROM: from } = this.config;
    const to = { name: displayName ?? '', address };
    // RFC 3834: nobody's holiday message should come back.
    const headers = { 'Auto-Submitted': 'auto-generated' };
    try {
      await this.transport.sendMail({ from, to, messageId, subject, text, html, headers });
    } catch (error) {
      throw isRejection(error) ? new EmailRejectedError((error as Error).message, { cause: error }) : error;
    }
  }

  onApplicationShutdown(): void {
    this.transport.close();
  }
}

function isRejection(error: unknown): boolean {
  const { responseCode, command } = error as { responseCode?: number; command?: string };
  return responseCode !== undefined && responseCode >= 550 && JUDGED_BY_SERVER.includes(command ?? '');
}
