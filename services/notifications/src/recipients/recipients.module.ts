import { Module } from '@nestjs/common';
import { AnnouncementsModule } from '../announcements/announcements.module.js';
import { SealedDetails } from './data/sealed-details.js';
import { IdentityHandlers } from './events/identity-handlers.js';
import { RecordPasswordResetRequest } from './use-cases/record-password-reset-request.js';
import { RecordRegistration } from './use-cases/record-registration.js';
import { RecordRepeatedRegistration } from './use-cases/record-repeated-registration.js';
import { RecordStatus } from './use-cases/record-status.js';
import { RecordVerification } from './use-cases/record-verification.js';

@Module({
  imports: [AnnouncementsModule],
  providers: [
    SealedDetails,
    RecordRegistration,
    RecordRepeatedRegistration,
    RecordVerification,
    RecordPasswordResetRequest,
    RecordStatus,
    IdentityHandlers,
  ],
  exports: [IdentityHandlers],
})
export class RecipientsModule {}
