import { Module } from '@nestjs/common';
import { TokensModule } from '../tokens/tokens.module.js';
import { ClosingSchedule } from './closing-schedule.js';
import { Presentations } from './data/presentations.js';
import { RefreshTokenRepository } from './data/refresh-token.repository.js';
import { SessionRepository } from './data/session.repository.js';
import { RefreshTurns } from './refresh-turns.js';
import { CloseEndedSessions } from './use-cases/close-ended-sessions.js';
import { EndExcessSessions } from './use-cases/end-excess-sessions.js';
import { EndReusedFamily } from './use-cases/end-reused-family.js';
import { EndSession } from './use-cases/end-session.js';
import { ListSessions } from './use-cases/list-sessions.js';
import { RefreshSession } from './use-cases/refresh-session.js';

/** Sessions and their refresh tokens, for every feature that opens, uses or ends one. */
@Module({
  imports: [TokensModule],
  providers: [
    SessionRepository,
    RefreshTokenRepository,
    Presentations,
    RefreshTurns,
    EndSession,
    EndExcessSessions,
    EndReusedFamily,
    ListSessions,
    RefreshSession,
    CloseEndedSessions,
    ClosingSchedule,
  ],
  exports: [
    SessionRepository,
    RefreshTokenRepository,
    EndSession,
    EndExcessSessions,
    ListSessions,
    RefreshSession,
    ClosingSchedule,
  ],
})
export class SessionsModule {}
