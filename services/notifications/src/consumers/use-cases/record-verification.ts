import type { CloudEvent, EventData, IDENTITY_EVENTS } from '@hallpass/contracts';
import type { SqlExecutor } from '@hallpass/ports';
import { Injectable } from '@nestjs/common';
import { EmailRepository } from '../../email/data/email.repository.js';
import { RecipientRepository } from '../../recipients/data/recipient.repository.js';

/** Remembers that an address is its owner's, and lets go of e-mail that waited for that. */
@Injectable()
export class RecordVerification {
  constructor(
    private readonly recipients: RecipientRepository,
    private readonly emails: EmailRepository,
  ) {}

  async execute(tx: SqlExecutor, event: CloudEvent<EventData<typeof IDENTITY_EVENTS.emailVerified>>): Promise<void> {
    await this.recipients.verify(tx, event.data.sub, new Date(event.time));
    await this.emails.release(tx, event.data.sub);
  }
}
