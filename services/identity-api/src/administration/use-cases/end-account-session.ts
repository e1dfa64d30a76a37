import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { Origin } from '../../audit/origin.js';
import { ReservedDatabase } from '../../database/database.js';
import { Announcer } from '../../outbox/announce.js';
import type { Announced, Wait } from '../../outbox/propagation.js';
import { SessionRepository } from '../../sessions/data/session.repository.js';
import { sessionNotFound } from '../../sessions/domain/sessions.problems.js';
import type { AccountChange } from '../domain/account-change.js';
import type { Actor } from '../domain/actor.js';

export interface SessionEnding {
  readonly id: string;
  readonly sid: string;
  readonly actor: Actor;
  readonly origin: Origin;
  /** For what the answer waits; see {@link Announcer.announce}. */
  readonly wait?: Wait | undefined;
}

/**
 * Ends one session of an account. Done again, it changes nothing and tells the verifiers again.
 *
 * @throws ProblemError `session_not_found` (404), also for a session of another account
 */
@Injectable()
export class EndAccountSession {
  constructor(
    private readonly database: ReservedDatabase,
    private readonly sessions: SessionRepository,
    private readonly announcer: Announcer,
    private readonly audit: AuditTrail,
  ) {}

  async execute(ending: SessionEnding): Promise<Pick<AccountChange, 'id' | 'endedSessions'> & Announced> {
    const { id, sid, actor, origin, wait } = ending;
    const { event, ended } = await this.database.$transaction(async (tx) => {
      const session = await this.sessions.find(sid, tx);
      if (session?.accountId !== id) throw sessionNotFound();
      const ended = await this.sessions.endSession(tx, sid, 'ended-by-administrator');
      if (ended) {
        const target = { targetType: 'session', targetId: sid, details: { accountId: id } } as const;
        await this.audit.record(tx, { action: 'session.ended', ...actor, ...target, origin });
      }
      return { ended, event: await this.announcer.securityEventAgain(tx, { kind: 'session', sub: id, sid }) };
    });
    return { id, endedSessions: ended ? 1 : 0, ...(await this.announcer.announce([event], wait)) };
  }
}
