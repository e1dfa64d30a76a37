import { Inject, Injectable } from '@nestjs/common';
import type { OutboxMessage } from '@hallpass/messaging';
import { CLOCK, type Clock } from '@hallpass/platform';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { Origin } from '../../audit/origin.js';
import { type Config, CONFIG } from '../../config.js';
import { Database, type Tx } from '../../database/database.js';
import { Announcer } from '../../outbox/announce.js';
import { lockForMinting } from '../../tokens/data/minting-account.js';
import type { MintingAccount } from '../../tokens/domain/access-token.js';
import { invalidGrant } from '../../tokens/domain/oauth.problems.js';
import { resourceOf } from '../../tokens/domain/resource.js';
import { MintAccessToken } from '../../tokens/use-cases/mint-access-token.js';
import { RefreshTokenRepository, type RefreshTokenRow } from '../data/refresh-token.repository.js';
import { SessionRepository } from '../data/session.repository.js';
import { judgePresentation } from '../domain/judge-presentation.js';
import { hasRefreshTokenForm, newRefreshToken } from '../domain/refresh-token.js';
import { openSuccessor, sealSuccessor } from '../domain/sealed-successor.js';
import { nextIdleEnd } from '../domain/session-lifetime.js';
import { isLive, type Session } from '../domain/session.js';
import type { IssuedTokens } from './login.js';

export interface RefreshRequest {
  readonly refreshToken: string;
  readonly clientId: string;
  readonly resource?: string | undefined;
  readonly scope?: string | undefined;
  readonly origin: Origin;
}

type Outcome = { readonly issued: IssuedTokens } | { readonly ended: OutboxMessage };

/**
 * Exchanges a refresh token for its successor and an access token (RFC 6749 section 6, RFC 9700 section 4.14.2), all in one
 * transaction. Locks the account, then the session; so no two presentations of a family are ever judged at once.
 *
 * @throws ProblemError `invalid_grant`, `invalid_target`, `invalid_scope` (400)
 */
@Injectable()
export class RefreshSession {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionRepository,
    private readonly refreshTokens: RefreshTokenRepository,
    private readonly mint: MintAccessToken,
    private readonly announcer: Announcer,
    private readonly audit: AuditTrail,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(request: RefreshRequest): Promise<IssuedTokens> {
    resourceOf(request.resource);
    if (!hasRefreshTokenForm(request.refreshToken)) throw invalidGrant();
    const session = await this.refreshTokens.findSession(request.refreshToken);
    if (session?.clientId !== request.clientId) throw invalidGrant();
    const outcome = await this.database.$transaction((tx) => this.present(tx, session, request));
    if ('issued' in outcome) return outcome.issued;
    await this.announcer.afterCommit([outcome.ended]);
    throw invalidGrant();
  }

  private async present(tx: Tx, found: Session, request: RefreshRequest): Promise<Outcome> {
    const now = this.clock.now();
    const account = await lockForMinting(tx, found.accountId);
    const presented = await this.refreshTokens.lock(tx, found.id, request.refreshToken);
    if (account?.status !== 'active' || !isLive(presented.session, now)) throw invalidGrant();
    const successor = presented.successor ?? undefined;
    switch (judgePresentation({ ...presented, successor }, now, this.config.REFRESH_GRACE_MS)) {
      case 'rotate':
        return {
          issued: await this.issue(account, presented, request, await this.rotate(tx, presented, request, now)),
        };
      case 'repeat':
        return { issued: await this.issue(account, presented, request, repeat(presented, request)) };
      case 'reuse':
        return { ended: await this.endFamily(tx, presented.session, request.origin) };
    }
  }

  /** What it throws rolls the rotation back: a request for too much consumes nothing. */
  private async issue(
    account: MintingAccount,
    { session }: RefreshTokenRow,
    request: RefreshRequest,
    refreshToken: string,
  ) {
    const asked = { resource: resourceOf(request.resource), scope: request.scope };
    return { accessToken: await this.mint.execute(account, session, asked), refreshToken, sessionId: session.id };
  }

  private async rotate(tx: Tx, presented: RefreshTokenRow, { refreshToken }: RefreshRequest, now: number) {
    const { id, session } = presented;
    const at = new Date(now);
    const successor = newRefreshToken();
    const consumed = await this.refreshTokens.consume(tx, id, sealSuccessor(refreshToken, id, successor), at);
    if (!consumed) throw new Error(`refresh token ${id} was consumed under the lock on its session`);
    await this.refreshTokens.insert(tx, successor, { sessionId: session.id, predecessorId: id, issuedAt: at });
    await this.sessions.touch(tx, session.id, at, nextIdleEnd(now, session.expiresAt, this.config));
    return successor;
  }

  private async endFamily(tx: Tx, { id: sid, accountId, clientId }: Session, origin: Origin): Promise<OutboxMessage> {
    const reason = 'refresh-token-reused';
    await this.sessions.endSession(tx, sid, reason);
    await this.audit.record(tx, {
      action: 'refresh_token.reused',
      outcome: 'failure',
      clientId,
      targetType: 'session',
      targetId: sid,
      details: { accountId },
      origin,
    });
    return this.announcer.securityEvent(tx, { kind: 'session', sub: accountId, sid }, reason);
  }
}

function repeat({ id, sealedSuccessor }: RefreshTokenRow, { refreshToken }: RefreshRequest): string {
  if (sealedSuccessor === null) throw new Error(`refresh token ${id} was consumed without a successor`);
  return openSuccessor(refreshToken, id, sealedSuccessor);
}
