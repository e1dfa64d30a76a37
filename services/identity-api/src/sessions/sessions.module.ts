import { Module } from '@nestjs/common';
import { TokensModule } from '../tokens/tokens.module.js';
import { RefreshTokenRepository } from './data/refresh-token.repository.js';
import { SessionRepository } from './data/session.repository.js';
import { EndSession } from './use-cases/end-session.js';
import { RefreshSession } from './use-cases/refresh-session.js';

/** Sessions and their refresh tokens, for every feature that opens, uses or ends one. */
@Module({
  imports: [TokensModule],
  providers: [SessionRepository, RefreshTokenRepository, EndSession, RefreshSession],
  exports: [SessionRepository, RefreshTokenRepository, EndSession, RefreshSession],
})
export class SessionsModule {}
