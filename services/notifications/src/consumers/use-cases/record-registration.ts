import { type CloudEvent, type EventData, type IDENTITY_EVENTS, registeredDetails } from '@hallpass/contracts';
import type { SqlExecutor } from '@hallpass/ports';
import { Injectable } from '@nestjs/common';
import { EmailRepository } from '../../email/data/email.repository.js';
import { RecipientRepository } from '../../recipients/data/recipient.repository.js';
import { SealedDetails } from '../../recipients/data/sealed-details.js';
import { Announce } from './announce.js';

/** Learns a new account's address, asks its owner to verify it, and lets go of e-mail that waited for the address. */
@Injectable()
export class RecordRegistration {
  constructor(
    private readonly sealed: SealedDetails,
    private readonly recipients: RecipientRepository,
    private readonly emails: EmailRepository,
    private readonly announce: Announce,
  ) {}

  async execute(tx: SqlExecutor, event: CloudEvent<EventData<typeof IDENTITY_EVENTS.registered>>): Promise<void> {
    const { sub: account, confidential } = event.data;
    const { verificationToken: token, ...details } = await this.sealed.open(confidential, registeredDetails);
    await this.recipients.introduce(tx, account, details);
    await this.emails.release(tx, account);
    if (token === null) return; // an account that was verified from the start
    const occurredAt = new Date(event.time);
    await this.announce.execute(tx, { eventId: event.id, account, kind: 'account.verify-email', token, occurredAt });
  }
}
