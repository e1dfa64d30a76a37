import { Module } from '@nestjs/common';
import { AnnouncementsModule } from '../announcements/announcements.module.js';
import { RecipientsModule } from '../recipients/recipients.module.js';
import { Consumers } from './consumers.js';

@Module({ imports: [AnnouncementsModule, RecipientsModule], providers: [Consumers], exports: [Consumers] })
export class ConsumersModule {}
