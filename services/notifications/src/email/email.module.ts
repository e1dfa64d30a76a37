import { Module } from '@nestjs/common';
import { EmailQueue } from './data/email-queue.js';
import { EmailRepository } from './data/email.repository.js';
import { EmailTokens } from './data/email-tokens.js';
import { SmtpMailer } from './data/smtp-mailer.js';
import { EmailLoop } from './email-loop.js';
import { MailServer } from './data/mail-server.js';
import { SendDueEmails } from './use-cases/send-due-emails.js';
import { SendEmail } from './use-cases/send-email.js';

@Module({
  providers: [EmailRepository, EmailQueue, EmailTokens, SmtpMailer, MailServer, SendEmail, SendDueEmails, EmailLoop],
  exports: [EmailRepository, EmailQueue, MailServer],
})
export class EmailModule {}
