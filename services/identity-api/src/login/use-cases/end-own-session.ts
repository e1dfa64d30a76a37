import { Injectable } from '@nestjs/common';
import type { Propagation } from '@hallpass/messaging';
import type { Origin } from '../../audit/origin.js';
import { SessionRepository } from '../../sessions/data/session.repository.js';
import { sessionNotFound } from '../../sessions/domain/sessions.problems.js';
import { EndSession } from '../../sessions/use-cases/end-session.js';

export interface OwnSessionEnding {
  readonly sid: string;
  readonly accountId: string;
  readonly clientId: string;
  readonly origin: Origin;
}

/**
 * Ends a session that the caller names.
 *
 * @throws ProblemError `session_not_found` (404), also for another account's
 */
@Injectable()
export class EndOwnSession {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly endSession: EndSession,
  ) {}

  async execute(ending: OwnSessionEnding): Promise<Propagation> {
    const session = await this.sessions.find(ending.sid);
    if (session?.accountId !== ending.accountId) throw sessionNotFound();
    return this.endSession.execute({ ...ending, reason: 'ended-by-owner' });
  }
}
