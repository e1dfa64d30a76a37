import { type CloudEvent, type EventData, type IDENTITY_EVENTS, recipientDetails } from '@hallpass/contracts';
import type { SqlExecutor } from '@hallpass/ports';
import { Injectable } from '@nestjs/common';
import { RecipientRepository } from '../../recipients/data/recipient.repository.js';
import { SealedDetails } from '../../recipients/data/sealed-details.js';
import { Announce } from './announce.js';

/** Tells the owner of an address that somebody tried to register with it. */
@Injectable()
export class RecordRepeatedRegistration {
  constructor(
    private readonly sealed: SealedDetails,
    private readonly recipients: RecipientRepository,
    private readonly announce: Announce,
  ) {}

  async execute(
    tx: SqlExecutor,
    event: CloudEvent<EventData<typeof IDENTITY_EVENTS.registrationRepeated>>,
  ): Promise<void> {
    const { sub: account, confidential } = event.data;
    await this.recipients.describe(tx, account, await this.sealed.open(confidential, recipientDetails));
    const occurredAt = new Date(event.time);
    await this.announce.execute(tx, { eventId: event.id, account, kind: 'account.registration-repeated', occurredAt });
  }
}
