import { type CloudEvent, type EventData, type IDENTITY_EVENTS, passwordResetDetails } from '@hallpass/contracts';
import type { SqlExecutor } from '@hallpass/ports';
import { Injectable } from '@nestjs/common';
import { RecipientRepository } from '../../recipients/data/recipient.repository.js';
import { SealedDetails } from '../../recipients/data/sealed-details.js';
import { Announce } from './announce.js';

/** Sends the token with which a forgotten password is replaced. */
@Injectable()
export class RecordPasswordResetRequest {
  constructor(
    private readonly sealed: SealedDetails,
    private readonly recipients: RecipientRepository,
    private readonly announce: Announce,
  ) {}

  async execute(
    tx: SqlExecutor,
    event: CloudEvent<EventData<typeof IDENTITY_EVENTS.passwordResetRequested>>,
  ): Promise<void> {
    const { sub: account, confidential } = event.data;
    const { resetToken: token, ...details } = await this.sealed.open(confidential, passwordResetDetails);
    await this.recipients.describe(tx, account, details);
    const kind = 'account.password-reset-requested';
    await this.announce.execute(tx, { eventId: event.id, account, kind, token, occurredAt: new Date(event.time) });
  }
}
