import { type CloudEvent, type EventData, type IDENTITY_EVENTS, recipientDetails } from '@hallpass/contracts';
import type { SqlExecutor } from '@hallpass/ports';
import { Injectable } from '@nestjs/common';
import { RecipientRepository } from '../../recipients/data/recipient.repository.js';
import { SealedDetails } from '../../recipients/data/sealed-details.js';

/** Learns the new name of an account, for the e-mail that goes out from then on. */
@Injectable()
export class RecordName {
  constructor(
    private readonly sealed: SealedDetails,
    private readonly recipients: RecipientRepository,
  ) {}

  async execute(tx: SqlExecutor, event: CloudEvent<EventData<typeof IDENTITY_EVENTS.renamed>>): Promise<void> {
    const { sub: account, confidential } = event.data;
    await this.recipients.describe(tx, account, await this.sealed.open(confidential, recipientDetails));
  }
}
