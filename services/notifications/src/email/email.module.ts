import { Module } from '@nestjs/common';
import { EmailQueue } from './data/email-queue.js';
import { EmailRepository } from './data/email.repository.js';
import { EmailTokens } from './data/email-tokens.js';
import { SmtpMailer } from './data/smtp-mailer.js';
import { EmailLoop } from './email-loop.js';
import { SendDueEmails } from './use-cases/send-due-emails.js';

@Module({
  providers: [EmailRepository, EmailQueue, EmailTokens, SmtpMailer, SendDueEmails, EmailLoop],
  exports: [EmailRepository, EmailQueue],
})
export class EmailModule {}
