import { Inject, Injectable } from '@nestjs/common';
import type { OutboxMessage } from '@hallpass/messaging';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { Origin } from '../../audit/origin.js';
import { type Config, CONFIG } from '../../config.js';
import type { Tx } from '../../database/database.js';
import { Announcer } from '../../outbox/announce.js';
import { SessionRepository } from '../data/session.repository.js';

/** An account may have far more than the limit, where the limit is new: a login ends a few of them and stays quick. */
const ENDED_AT_ONCE = 10;
const REASON = 'too-many-sessions';

interface LoggedIn {
  readonly accountId: string;
  readonly clientId: string;
  readonly origin: Origin;
}

/** Ends the oldest sessions of an account beyond the most that it may have (ASVS 7.1.2). */
@Injectable()
export class EndExcessSessions {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly announcer: Announcer,
    private readonly audit: AuditTrail,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** In the caller's transaction, which holds the account's row. Returns what to publish after the commit. */
  async execute(tx: Tx, { accountId, clientId, origin }: LoggedIn): Promise<OutboxMessage[]> {
    const excess = { keep: this.config.SESSIONS_PER_ACCOUNT_MAX, limit: ENDED_AT_ONCE };
    const events: OutboxMessage[] = [];
    for (const sid of await this.sessions.endOldest(tx, accountId, REASON, excess)) {
      const target = { targetType: 'session', targetId: sid, details: { reason: REASON } } as const;
      await this.audit.record(tx, { action: 'session.ended', actorId: accountId, clientId, ...target, origin });
      events.push(await this.announcer.securityEvent(tx, { kind: 'session', sub: accountId, sid }, REASON));
    }
    return events;
  }
}
