import { Injectable } from '@nestjs/common';
import { isUuid } from '@hallpass/contracts';
import type { Principal } from '@hallpass/verifier';
import type { Propagation } from '@hallpass/messaging';
import type { Origin } from '../../audit/origin.js';
import { RefreshTokenRepository } from '../../sessions/data/refresh-token.repository.js';
import { hasRefreshTokenForm } from '../../sessions/domain/refresh-token.js';
import { EndSession } from '../../sessions/use-cases/end-session.js';

/** Which session: the one of the refresh token, else the caller's own. */
export interface LogoutRequest {
  readonly refreshToken?: string | undefined;
  readonly principal?: Principal | undefined;
  readonly origin: Origin;
}

/** Ends a session. An unknown refresh token, or a session that has ended, leaves nothing to do. */
@Injectable()
export class Logout {
  constructor(
    private readonly refreshTokens: RefreshTokenRepository,
    private readonly endSession: EndSession,
  ) {}

  async execute({ refreshToken, principal, origin }: LogoutRequest): Promise<Propagation> {
    const session = refreshToken === undefined ? ownSession(principal) : await this.sessionOf(refreshToken);
    if (session === undefined) return 'published';
    return this.endSession.execute({ ...session, reason: 'logout', origin });
  }

  private async sessionOf(refreshToken: string) {
    if (!hasRefreshTokenForm(refreshToken)) return undefined;
    const session = await this.refreshTokens.findSession(refreshToken);
    if (session === undefined) return undefined;
    return { sid: session.id, accountId: session.accountId, clientId: session.clientId };
  }
}

function ownSession(principal: Principal | undefined) {
  if (principal === undefined || !isUuid(principal.sid) || !isUuid(principal.sub)) return undefined;
  return { sid: principal.sid, accountId: principal.sub, clientId: principal.clientId };
}
