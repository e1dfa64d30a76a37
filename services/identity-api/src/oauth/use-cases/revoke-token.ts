import { Injectable } from '@nestjs/common';
import type { Propagation } from '@hallpass/messaging';
import type { Origin } from '../../audit/origin.js';
import { RefreshTokenRepository } from '../../sessions/data/refresh-token.repository.js';
import { hasRefreshTokenForm } from '../../sessions/domain/refresh-token.js';
import { invalidGrant } from '../../sessions/domain/sessions.problems.js';
import { EndSession } from '../../sessions/use-cases/end-session.js';
import { ReadAccessToken } from '../../tokens/use-cases/read-access-token.js';
import { unsupportedTokenType } from '../domain/oauth.problems.js';
import type { ClientCredentials } from './authenticate-client.js';
import { IdentifyClient } from './identify-client.js';

export interface RevocationRequest {
  readonly token: string;
  readonly credentials: ClientCredentials;
  readonly origin: Origin;
}

interface Target {
  /** None where the client speaks for itself. */
  readonly sid?: string | undefined;
  readonly accountId: string;
  readonly clientId: string;
}

/**
 * Token revocation (RFC 7009): either token of a session ends the session. A token that is unknown or expired, or whose session has
 * ended, is already what the caller wants it to be (section 2.2). One of another client is refused with an error, as section 2.1
 * demands: who holds it learns nothing from that.
 *
 * @throws ProblemError `invalid_client` (401); `invalid_grant` for another client's token, `unsupported_token_type` (400)
 */
@Injectable()
export class RevokeToken {
  constructor(
    private readonly identify: IdentifyClient,
    private readonly read: ReadAccessToken,
    private readonly refreshTokens: RefreshTokenRepository,
    private readonly endSession: EndSession,
  ) {}

  async execute({ token, credentials, origin }: RevocationRequest): Promise<Propagation> {
    const clientId = await this.identify.execute(credentials);
    const target = hasRefreshTokenForm(token) ? await this.byRefreshToken(token) : await this.byAccessToken(token);
    if (target === undefined) return 'published';
    if (target.clientId !== clientId) throw invalidGrant();
    const { sid, accountId } = target;
    if (sid === undefined) throw unsupportedTokenType();
    return this.endSession.execute({ sid, accountId, clientId, reason: 'token-revoked', origin });
  }

  private async byRefreshToken(token: string): Promise<Target | undefined> {
    const session = await this.refreshTokens.findSession(token);
    if (session === undefined) return undefined;
    return { sid: session.id, accountId: session.accountId, clientId: session.clientId };
  }

  private async byAccessToken(token: string): Promise<Target | undefined> {
    const claims = await this.read.execute(token);
    if (claims === undefined) return undefined;
    return { sid: claims.sid, accountId: claims.sub, clientId: claims.client_id };
  }
}
