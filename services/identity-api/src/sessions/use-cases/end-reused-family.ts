import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { Origin } from '../../audit/origin.js';
import { Database } from '../../database/database.js';
import { Announcer } from '../../outbox/announce.js';
import type { Presentation } from '../data/presentations.js';
import { SessionRepository } from '../data/session.repository.js';

const REASON = 'refresh-token-reused';

/** Ends the session of a refresh token that somebody else may hold (RFC 9700 section 4.14.2), and tells of it once. */
@Injectable()
export class EndReusedFamily {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionRepository,
    private readonly announcer: Announcer,
    private readonly audit: AuditTrail,
  ) {}

  async execute({ session, account }: Pick<Presentation, 'session' | 'account'>, origin: Origin): Promise<void> {
    const events = await this.database.$transaction(async (tx) => {
      if (!(await this.sessions.endSession(tx, session.id, REASON))) return [];
      await this.audit.record(tx, {
        action: 'refresh_token.reused',
        outcome: 'failure',
        clientId: session.clientId,
        targetType: 'session',
        targetId: session.id,
        details: { accountId: account.id },
        origin,
      });
      return [await this.announcer.securityEvent(tx, { kind: 'session', sub: account.id, sid: session.id }, REASON)];
    });
    await this.announcer.afterCommit(events);
  }
}
