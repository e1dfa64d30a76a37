import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { Origin } from '../../audit/origin.js';
import { Database } from '../../database/database.js';
import { Announcer } from '../../outbox/announce.js';
import { renamed } from '../account-messages.js';
import { AccountRepository } from '../data/account.repository.js';
import type { Account } from '../domain/account.js';
import { accountNotFound } from '../domain/accounts.problems.js';

export interface Renaming {
  readonly actorId: string;
  readonly clientId: string;
  /** Null takes the name away; undefined leaves it. */
  readonly displayName?: string | null | undefined;
  readonly origin: Origin;
}

/** Changes what others see of the own account. */
@Injectable()
export class RenameAccount {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly announcer: Announcer,
    private readonly audit: AuditTrail,
  ) {}

  async execute({ actorId, clientId, displayName, origin }: Renaming): Promise<Account> {
    return this.database.$transaction(async (tx) => {
      const account = await this.accounts.lock(tx, actorId);
      if (!account) throw accountNotFound();
      if (displayName === undefined || displayName === account.displayName) return account;
      await this.accounts.setDisplayName(tx, actorId, displayName);
      const target = { targetType: 'account', targetId: actorId } as const;
      await this.audit.record(tx, { action: 'account.renamed', actorId, clientId, ...target, origin });
      const renamedAccount = { ...account, displayName, nameVersion: account.nameVersion + 1 };
      await this.announcer.add(tx, renamed(renamedAccount));
      return renamedAccount;
    });
  }
}
