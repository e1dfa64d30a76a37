import { Module } from '@nestjs/common';
import { EmailModule } from '../email/email.module.js';
import { InboxModule } from '../inbox/inbox.module.js';
import { RecipientRepository } from '../recipients/data/recipient.repository.js';
import { OrderHandlers } from './events/order-handlers.js';
import { Announce } from './use-cases/announce.js';

@Module({
  imports: [EmailModule, InboxModule],
  providers: [Announce, OrderHandlers, RecipientRepository],
  exports: [Announce, OrderHandlers, EmailModule, RecipientRepository],
})
export class AnnouncementsModule {}
