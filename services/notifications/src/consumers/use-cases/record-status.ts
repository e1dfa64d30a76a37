import type { CloudEvent } from '@hallpass/contracts';
import type { SqlExecutor } from '@hallpass/ports';
import { Injectable } from '@nestjs/common';
import { RecipientRepository } from '../../recipients/data/recipient.repository.js';
import type { AccountStatus } from '../../recipients/domain/account-status.js';
import { Announce } from './announce.js';

/** Follows deactivation and reactivation, and tells the account's owner of each. */
@Injectable()
export class RecordStatus {
  constructor(
    private readonly recipients: RecipientRepository,
    private readonly announce: Announce,
  ) {}

  async execute(
    tx: SqlExecutor,
    event: CloudEvent<{ sub: string; tokenEpoch: number }>,
    status: AccountStatus,
  ): Promise<void> {
    const { sub: account, tokenEpoch } = event.data;
    await this.recipients.setStatus(tx, account, status, tokenEpoch);
    const kind = status === 'active' ? 'account.reactivated' : 'account.deactivated';
    await this.announce.execute(tx, { eventId: event.id, account, kind, occurredAt: new Date(event.time) });
  }
}
