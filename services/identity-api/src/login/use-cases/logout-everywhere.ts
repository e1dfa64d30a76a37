import { Injectable } from '@nestjs/common';
import type { Propagation } from '@hallpass/messaging';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { Origin } from '../../audit/origin.js';
import { Database } from '../../database/database.js';
import { Announcer } from '../../outbox/announce.js';
import { ClosingSchedule } from '../../sessions/closing-schedule.js';
import { SessionRepository } from '../../sessions/data/session.repository.js';

export interface LogoutEverywhereRequest {
  readonly accountId: string;
  readonly clientId: string;
  readonly origin: Origin;
}

/** Ends every session of an account, and invalidates every access token of it, with one event. */
@Injectable()
export class LogoutEverywhere {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionRepository,
    private readonly closing: ClosingSchedule,
    private readonly announcer: Announcer,
    private readonly audit: AuditTrail,
  ) {}

  async execute({ accountId, clientId, origin }: LogoutEverywhereRequest): Promise<Propagation> {
    const event = await this.database.$transaction(async (tx) => {
      const ended = await this.sessions.endAllSessions(tx, accountId, 'logout-all');
      await this.audit.record(tx, {
        action: 'account.sessions-ended',
        actorId: accountId,
        clientId,
        targetType: 'account',
        targetId: accountId,
        details: ended,
        origin,
      });
      const change = {
        kind: 'account',
        change: 'sessions-revoked',
        sub: accountId,
        minEpoch: ended.tokenEpoch,
      } as const;
      return this.announcer.securityEvent(tx, change, 'logout-all');
    });
    this.closing.wake();
    return this.announcer.afterCommit([event]);
  }
}
