import { Injectable } from '@nestjs/common';
import { deactivated } from '../../accounts/account-messages.js';
import { AccountRepository } from '../../accounts/data/account.repository.js';
import type { Account } from '../../accounts/domain/account.js';
import { accountNotFound } from '../../accounts/domain/accounts.problems.js';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { Origin } from '../../audit/origin.js';
import { ReservedDatabase, type Tx } from '../../database/database.js';
import { Announcer } from '../../outbox/announce.js';
import type { Announced, Wait } from '../../outbox/propagation.js';
import { ClosingSchedule } from '../../sessions/closing-schedule.js';
import { type EndedSessions, SessionRepository } from '../../sessions/data/session.repository.js';
import { ActionTokens } from '../../tokens/action-tokens.js';
import { LastAdministrator } from '../data/last-administrator.js';
import type { AccountChange } from '../domain/account-change.js';
import type { Actor } from '../domain/actor.js';
import { ownAccount } from '../domain/administration.problems.js';

export interface Deactivation {
  readonly id: string;
  readonly reason: string;
  readonly actor: Actor;
  readonly origin: Origin;
  /** For what the answer waits; see {@link Announcer.announce}. */
  readonly wait?: Wait | undefined;
}

/**
 * Closes an account: its sessions end, its tokens are invalidated, everywhere. Done again, it changes nothing and tells the
 * verifiers again.
 *
 * @throws ProblemError `own_account`, `last_administrator` (409), `account_not_found` (404)
 */
@Injectable()
export class DeactivateAccount {
  constructor(
    private readonly database: ReservedDatabase,
    private readonly accounts: AccountRepository,
    private readonly sessions: SessionRepository,
    private readonly closing: ClosingSchedule,
    private readonly administrators: LastAdministrator,
    private readonly tokens: ActionTokens,
    private readonly announcer: Announcer,
    private readonly audit: AuditTrail,
  ) {}

  async execute(deactivation: Deactivation): Promise<AccountChange & Announced> {
    if (deactivation.id === deactivation.actor.actorId) throw ownAccount();
    const { event, ...change } = await this.database.$transaction(async (tx) => {
      // Tokens before the account, the order in which a reset takes them.
      await this.tokens.invalidateActionTokens(tx, 'password-reset', deactivation.id);
      const account = await this.accounts.lock(tx, deactivation.id);
      if (!account) throw accountNotFound();
      const done = account.status === 'deactivated';
      const unchanged = { tokenEpoch: account.tokenEpoch, endedSessions: 0 };
      const change = done ? unchanged : await this.close(tx, account, deactivation);
      const minEpoch = change.tokenEpoch;
      const disabled = { kind: 'account', change: 'account-disabled', sub: account.id, minEpoch } as const;
      const event = await this.announcer.securityEventAgain(tx, disabled);
      return { event, id: account.id, status: 'deactivated', ...change } as const;
    });
    this.closing.wake();
    return { ...change, ...(await this.announcer.announce([event], deactivation.wait)) };
  }

  private async close(tx: Tx, account: Account, deactivation: Deactivation): Promise<EndedSessions> {
    const { actor, reason, origin } = deactivation;
    await this.administrators.requireAnother(tx, account);
    await this.accounts.setStatus(tx, account.id, 'deactivated');
    const ended = await this.sessions.endAllSessions(tx, account.id, 'account-deactivated');
    await this.audit.record(tx, {
      action: 'account.deactivated',
      ...actor,
      targetType: 'account',
      targetId: account.id,
      details: { reason, ...ended },
      origin,
    });
    await this.announcer.add(tx, deactivated(account, ended.tokenEpoch));
    return ended;
  }
}
