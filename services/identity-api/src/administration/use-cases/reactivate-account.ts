import { Injectable } from '@nestjs/common';
import { reactivated } from '../../accounts/account-messages.js';
import { AccountRepository } from '../../accounts/data/account.repository.js';
import { accountNotFound } from '../../accounts/domain/accounts.problems.js';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { Origin } from '../../audit/origin.js';
import { ReservedDatabase } from '../../database/database.js';
import { Announcer } from '../../outbox/announce.js';
import type { Announced, Wait } from '../../outbox/propagation.js';
import type { AccountChange } from '../domain/account-change.js';
import type { Actor } from '../domain/actor.js';

export interface Reactivation {
  readonly id: string;
  readonly actor: Actor;
  readonly origin: Origin;
  /** For what the answer waits; see {@link Announcer.announce}. */
  readonly wait?: Wait | undefined;
}

/**
 * Opens an account again. Its epoch stays what deactivation made it, and its sessions stay ended: no old token comes back.
 *
 * @throws ProblemError `account_not_found` (404)
 */
@Injectable()
export class ReactivateAccount {
  constructor(
    private readonly database: ReservedDatabase,
    private readonly accounts: AccountRepository,
    private readonly announcer: Announcer,
    private readonly audit: AuditTrail,
  ) {}

  async execute({ id, actor, origin, wait }: Reactivation): Promise<AccountChange & Announced> {
    const { event, tokenEpoch } = await this.database.$transaction(async (tx) => {
      const account = await this.accounts.lock(tx, id);
      if (!account) throw accountNotFound();
      if (account.status === 'deactivated') {
        await this.accounts.setStatus(tx, id, 'active');
        const target = { targetType: 'account', targetId: id } as const;
        await this.audit.record(tx, { action: 'account.reactivated', ...actor, ...target, origin });
        await this.announcer.add(tx, reactivated(account, account.tokenEpoch));
      }
      const enabled = { kind: 'account', change: 'account-enabled', sub: id, minEpoch: account.tokenEpoch } as const;
      return { event: await this.announcer.securityEventAgain(tx, enabled), tokenEpoch: account.tokenEpoch };
    });
    return { id, status: 'active', tokenEpoch, endedSessions: 0, ...(await this.announcer.announce([event], wait)) };
  }
}
