import { Metrics } from '@hallpass/platform';
import { Injectable } from '@nestjs/common';
import { EmailQueue } from './email/data/email-queue.js';
import { MailServer } from './email/data/mail-server.js';
import { OpenStreams } from './stream/open-streams.js';

/** What an operator wants to see of this service, at `/metrics`. */
@Injectable()
export class ServiceMetrics {
  constructor(metrics: Metrics, queue: EmailQueue, server: MailServer, streams: OpenStreams) {
    metrics.gauge('live_streams', 'Live streams open at this replica', () => streams.size);
    metrics.gauge('emails_waiting', 'E-mail whose recipient may not be written to yet', () => queue.count('waiting'));
    metrics.gauge('emails_pending', 'E-mail to be sent, or sent again', () => queue.count('pending'));
    metrics.gauge('emails_failed', 'E-mail of the last days that the mail server refused for good', () =>
      queue.count('failed'),
    );
    metrics.gauge('emails_expired', 'E-mail of the last days that could not be sent while it was valid', () =>
      queue.count('expired'),
    );
    metrics.gauge('mail_server_available', '1 while the mail server can be used, as far as this replica knows', () =>
      server.isOpen ? 0 : 1,
    );
  }
}
