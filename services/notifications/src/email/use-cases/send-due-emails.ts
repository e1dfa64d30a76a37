import { CLOCK, type Clock } from '@hallpass/ports';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config.js';
import { Attempts } from '../domain/attempts.js';
import { EmailQueue } from '../data/email-queue.js';
import { MailServer } from '../data/mail-server.js';
import { SendEmail } from './send-email.js';

/** Begins to send what is due: as much at once as there are connections, and as the mail server bears. */
@Injectable()
export class SendDueEmails {
  constructor(
    private readonly queue: EmailQueue,
    private readonly server: MailServer,
    private readonly sendEmail: SendEmail,
    @Inject(CONFIG) private readonly config: Pick<Config, 'EMAIL_CONNECTIONS'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Returns how many attempts began; does not wait for their end. */
  async execute(attempts: Attempts): Promise<number> {
    const places = this.server.allows(this.config.EMAIL_CONNECTIONS - attempts.size);
    if (places === 0) return 0;
    const due = await this.queue.claim(new Date(this.clock.now()), places);
    this.server.began(due.length);
    for (const email of due) attempts.begin((attempt) => this.sendEmail.execute(email, attempt));
    return due.length;
  }
}
