import { Injectable } from '@nestjs/common';
import type { Propagation } from '@hallpass/messaging';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { Origin } from '../../audit/origin.js';
import { Database } from '../../database/database.js';
import { Announcer } from '../../outbox/announce.js';
import { SessionRepository } from '../data/session.repository.js';

export interface SessionEnding {
  readonly sid: string;
  readonly accountId: string;
  readonly clientId: string;
  readonly reason: 'logout' | 'ended-by-owner' | 'token-revoked';
  readonly origin: Origin;
}

/** Ends one session. Done again it changes nothing, and no further event is published. */
@Injectable()
export class EndSession {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionRepository,
    private readonly announcer: Announcer,
    private readonly audit: AuditTrail,
  ) {}

  async execute({ sid, accountId, clientId, reason, origin }: SessionEnding): Promise<Propagation> {
    const events = await this.database.$transaction(async (tx) => {
      if (!(await this.sessions.endSession(tx, sid, reason))) {
        return this.announcer.unpublishedEndings(tx, { sub: accountId, sid });
      }
      await this.audit.record(tx, {
        action: 'session.ended',
        actorId: accountId,
        clientId,
        targetType: 'session',
        targetId: sid,
        details: { reason },
        origin,
      });
      return [await this.announcer.securityEvent(tx, { kind: 'session', sub: accountId, sid }, reason)];
    });
    return this.announcer.afterCommit(events);
  }
}
