import { Module } from '@nestjs/common';
import { EmailModule } from '../email/email.module.js';
import { InboxModule } from '../inbox/inbox.module.js';
import { RecipientsModule } from '../recipients/recipients.module.js';
import { ConsumerDatabase } from './consumer-database.js';
import { Consumers } from './consumers.js';
import { IdentityHandlers } from './identity-handlers.js';
import { OrderHandlers } from './order-handlers.js';
import { Announce } from './use-cases/announce.js';
import { RecordName } from './use-cases/record-name.js';
import { RecordPasswordResetRequest } from './use-cases/record-password-reset-request.js';
import { RecordRegistration } from './use-cases/record-registration.js';
import { RecordRepeatedRegistration } from './use-cases/record-repeated-registration.js';
import { RecordStatus } from './use-cases/record-status.js';
import { RecordVerification } from './use-cases/record-verification.js';

/** What the bus brings: each event goes to its handler, which runs one use case. */
@Module({
  imports: [EmailModule, InboxModule, RecipientsModule],
  providers: [
    Announce,
    RecordRegistration,
    RecordRepeatedRegistration,
    RecordVerification,
    RecordPasswordResetRequest,
    RecordStatus,
    RecordName,
    ConsumerDatabase,
    IdentityHandlers,
    OrderHandlers,
    Consumers,
  ],
  exports: [Consumers],
})
export class ConsumersModule {}
