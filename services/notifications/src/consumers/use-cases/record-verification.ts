import { type CloudEvent, type EventData, type IDENTITY_EVENTS, recipientDetails } from '@hallpass/contracts';
import type { SqlExecutor } from '@hallpass/ports';
import { Injectable } from '@nestjs/common';
import { EmailRepository } from '../../email/data/email.repository.js';
import { RecipientRepository } from '../../recipients/data/recipient.repository.js';
import { SealedDetails } from '../../recipients/data/sealed-details.js';

/** Remembers that an address is its owner's, with the name that came into force with it, and lets go of e-mail that waited for that. */
@Injectable()
export class RecordVerification {
  constructor(
    private readonly sealed: SealedDetails,
    private readonly recipients: RecipientRepository,
    private readonly emails: EmailRepository,
  ) {}

  async execute(tx: SqlExecutor, event: CloudEvent<EventData<typeof IDENTITY_EVENTS.emailVerified>>): Promise<void> {
    const { sub: account, confidential } = event.data;
    if (confidential !== undefined) {
      await this.recipients.describe(tx, account, await this.sealed.open(confidential, recipientDetails));
    }
    await this.recipients.verify(tx, account, new Date(event.time));
    await this.emails.release(tx, account);
  }
}
