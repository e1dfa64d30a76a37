import { Injectable } from '@nestjs/common';
import type { OutboxMessage, Propagation } from '@hallpass/messaging';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { Origin } from '../../audit/origin.js';
import type { Tx } from '../../database/database.js';
import { Announcer } from '../../outbox/announce.js';
import { ClosingSchedule } from '../../sessions/closing-schedule.js';
import { SessionRepository } from '../../sessions/data/session.repository.js';
import { passwordChanged } from '../account-messages.js';
import { AccountRepository } from '../data/account.repository.js';
import type { Account } from '../domain/account.js';

export interface NewPassword {
  readonly account: Account;
  readonly passwordHash: string;
  readonly reason: 'password-changed' | 'password-reset';
  /** Who did it, where the caller was logged in. */
  readonly actor?: { readonly actorId: string; readonly clientId: string };
  readonly origin: Origin;
}

/** Another password: every token minted under the old one is invalidated, every session ends. */
@Injectable()
export class ReplacePassword {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly sessions: SessionRepository,
    private readonly closing: ClosingSchedule,
    private readonly announcer: Announcer,
    private readonly audit: AuditTrail,
  ) {}

  /** In the caller's transaction, which holds the account's row. Returns what {@link afterCommit} is to be given. */
  async execute(tx: Tx, { account, passwordHash, reason, actor, origin }: NewPassword): Promise<OutboxMessage> {
    await this.accounts.setPassword(tx, account.id, passwordHash);
    const ended = await this.sessions.endAllSessions(tx, account.id, reason);
    await this.audit.record(tx, {
      action: `account.${reason}`,
      ...actor,
      targetType: 'account',
      targetId: account.id,
      details: ended,
      origin,
    });
    const minEpoch = ended.tokenEpoch;
    await this.announcer.add(tx, passwordChanged(account, minEpoch));
    const event = { kind: 'account', change: 'credential-change', sub: account.id, minEpoch } as const;
    return this.announcer.securityEvent(tx, event, reason);
  }

  async afterCommit(event: OutboxMessage): Promise<Propagation> {
    this.closing.wake();
    return this.announcer.afterCommit([event]);
  }
}
