import { Inject, Injectable } from '@nestjs/common';
import type { Resource } from '@hallpass/contracts';
import { CLOCK, type Clock } from '@hallpass/ports';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { Origin } from '../../audit/origin.js';
import { type Config, CONFIG } from '../../config.js';
import { Database } from '../../database/database.js';
import { MintAccessToken } from '../../tokens/use-cases/mint-access-token.js';
import { type Presentation, Presentations } from '../data/presentations.js';
import { narrowGrant } from '../domain/grant.js';
import type { IssuedTokens } from '../domain/issued-tokens.js';
import { judgePresentation } from '../domain/judge-presentation.js';
import { hasRefreshTokenForm, newRefreshToken } from '../domain/refresh-token.js';
import { openSuccessor, sealSuccessor } from '../domain/sealed-successor.js';
import { nextIdleEnd } from '../domain/session-lifetime.js';
import { invalidGrant } from '../domain/sessions.problems.js';
import { busy, RefreshTurns } from '../refresh-turns.js';
import { EndReusedFamily } from './end-reused-family.js';

export interface RefreshRequest {
  readonly refreshToken: string;
  readonly clientId: string;
  readonly resource?: Resource | undefined;
  readonly scope?: string | undefined;
  /** Milliseconds. What is presented is judged as of this time. */
  readonly arrivedAt: number;
  readonly origin: Origin;
}

/** Each time something has changed between reading and writing: another presentation, or a change of the account. */
const ATTEMPTS = 5;

/**
 * Exchanges a refresh token for its successor and an access token (RFC 6749 section 6, RFC 9700 section 4.14.2) in two statements:
 * one reads without a lock, the other rotates under the locks, if what was read still holds; else it is read again.
 *
 * @throws ProblemError `invalid_grant`, `invalid_target`, `invalid_scope` (400), `session_busy` (503, `Retry-After` in seconds)
 */
@Injectable()
export class RefreshSession {
  constructor(
    private readonly presentations: Presentations,
    private readonly endReusedFamily: EndReusedFamily,
    private readonly turns: RefreshTurns,
    private readonly mint: MintAccessToken,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly audit: AuditTrail,
  ) {}

  async execute(request: RefreshRequest): Promise<IssuedTokens> {
    if (!hasRefreshTokenForm(request.refreshToken)) throw invalidGrant();
    return this.turns.ofToken(request.refreshToken, async () => {
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        const issued = await this.present(request, attempt);
        if (issued !== undefined) return issued;
      }
      throw busy();
    });
  }

  private async present(request: RefreshRequest, attempt: number): Promise<IssuedTokens | undefined> {
    const readAt = this.clock.now();
    const presented = await this.presentations.read(request.refreshToken, request.arrivedAt);
    if (presented?.session.clientId !== request.clientId) throw invalidGrant();
    if (!presented.isUsable) {
      if (attempt > 0) await this.auditLostRace(presented, request.origin);
      throw invalidGrant();
    }
    const judgement = judgePresentation(presented, request.arrivedAt, this.config.REFRESH_GRACE_MS);
    if (judgement === 'reuse') {
      await this.endReusedFamily.execute(presented, request.origin);
      throw invalidGrant();
    }
    const granted = narrowGrant(request.clientId, presented.grant, presented.account.roles, request);
    const refreshToken = judgement === 'repeat' ? repeat(presented, request) : await this.rotate(presented, request);
    if (refreshToken === undefined) return undefined;
    const { account, session } = presented;
    // Counted from before the account was read: no token of an epoch outlives the event that refuses it.
    const accessToken = await this.mint.execute(account, session, { ...granted, issuedAt: readAt });
    return { accessToken, refreshToken, sessionId: session.id };
  }

  /** It was usable when it was read first. A token that was not is nobody's session any more, however often it is presented. */
  private auditLostRace({ session, account }: Presentation, origin: Origin): Promise<void> {
    const target = { targetType: 'session', targetId: session.id } as const;
    const details = { accountId: account.id };
    const entry = { action: 'session.refreshed', clientId: session.clientId, ...target, details, origin };
    const reason = account.status === 'active' ? 'session_ended' : 'deactivated';
    return this.audit.recordRefusal(this.database, entry, invalidGrant({ privateDetail: reason }));
  }

  /** Undefined when what was read holds no longer. */
  private async rotate(presented: Presentation, { refreshToken, arrivedAt }: RefreshRequest) {
    const successor = newRefreshToken();
    const sealedSuccessor = sealSuccessor(refreshToken, presented.id, successor);
    const rotated = await this.turns.ofAccount(presented.account.id, () => {
      const now = this.clock.now();
      const idleExpiresAt = nextIdleEnd(now, presented.session.expiresAt, this.config);
      const rotation = { successor, sealedSuccessor, at: new Date(now), idleExpiresAt, arrivedAt };
      return this.presentations.rotate(presented, rotation);
    });
    return rotated ? successor : undefined;
  }
}

function repeat({ id, sealedSuccessor }: Presentation, { refreshToken }: RefreshRequest): string {
  if (sealedSuccessor === null) throw new Error(`refresh token ${id} was consumed without a successor`);
  return openSuccessor(refreshToken, id, sealedSuccessor);
}
