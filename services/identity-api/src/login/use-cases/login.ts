import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { allowedScopes, type Resource } from '@hallpass/contracts';
import { CLOCK, type Clock } from '@hallpass/ports';
import type { Account } from '../../accounts/domain/account.js';
import { invalidCredentials } from '../../accounts/domain/accounts.problems.js';
import { Authenticate } from '../../accounts/use-cases/authenticate.js';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { Origin } from '../../audit/origin.js';
import { type Config, CONFIG } from '../../config.js';
import { Database, type Tx } from '../../database/database.js';
import { Announcer } from '../../outbox/announce.js';
import { RefreshTokenRepository } from '../../sessions/data/refresh-token.repository.js';
import { SessionRepository } from '../../sessions/data/session.repository.js';
import { type Grant, grantOf } from '../../sessions/domain/grant.js';
import type { IssuedTokens } from '../../sessions/domain/issued-tokens.js';
import { newRefreshToken } from '../../sessions/domain/refresh-token.js';
import { sessionEnds } from '../../sessions/domain/session-lifetime.js';
import type { Session } from '../../sessions/domain/session.js';
import { EndExcessSessions } from '../../sessions/use-cases/end-excess-sessions.js';
import { lockForMinting } from '../../tokens/data/minting-account.js';
import type { MintingAccount } from '../../tokens/domain/access-token.js';
import { Resources } from '../../tokens/domain/resource.js';
import { grantScopes } from '../../tokens/domain/scope.js';
import { MintAccessToken } from '../../tokens/use-cases/mint-access-token.js';
import { unknownClient } from '../domain/login.problems.js';

export interface LoginRequest {
  readonly email: string;
  readonly password: string;
  readonly clientId: string;
  readonly resource?: string | undefined;
  readonly scope?: string | undefined;
  readonly origin: Origin;
}

/** What the session is to be, once its owner has proved to be that. */
type SessionRequest = Pick<LoginRequest, 'clientId' | 'scope' | 'origin'> & { readonly resource: Resource };

/**
 * Opens a session for who knows the password. Beyond the most that an account may have, its oldest end.
 *
 * @throws ProblemError what `Authenticate` throws; `unknown_client`, `invalid_target`, `invalid_scope` (400)
 */
@Injectable()
export class Login {
  constructor(
    private readonly authenticate: Authenticate,
    private readonly resources: Resources,
    private readonly database: Database,
    private readonly sessions: SessionRepository,
    private readonly refreshTokens: RefreshTokenRepository,
    private readonly excess: EndExcessSessions,
    private readonly mint: MintAccessToken,
    private readonly announcer: Announcer,
    private readonly audit: AuditTrail,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ clientId, resource: requested, scope, origin, ...credentials }: LoginRequest): Promise<IssuedTokens> {
    if (!this.config.PUBLIC_CLIENTS.includes(clientId)) throw unknownClient();
    const resource = this.resources.find(requested);
    const account = await this.authenticate.execute({ ...credentials, origin });
    const { ended, ...issued } = await this.openSession(account, { clientId, resource, scope, origin });
    if (ended.length > 0) await this.announcer.afterCommit(ended);
    return issued;
  }

  private async openSession(account: Account, request: SessionRequest) {
    try {
      return await this.database.$transaction((tx) => this.openIn(tx, account, request));
    } catch (error) {
      const { clientId, origin } = request;
      const target = { targetType: 'account', targetId: account.id } as const;
      await this.audit.recordRefusal(this.database, { action: 'account.login', clientId, ...target, origin }, error);
      throw error;
    }
  }

  private async openIn(tx: Tx, account: Account, { clientId, resource, scope, origin }: SessionRequest) {
    const locked = unchanged(account, await lockForMinting(tx, account.id));
    const session = this.newSession(locked, clientId, origin);
    const granted = { resource, scopes: grantScopes(scope, allowedScopes(locked.roles, resource)) };
    const accessToken = await this.mint.execute(locked, session, granted);
    const refreshToken = await this.open(tx, session, grantOf(clientId, { scope }, granted));
    await this.audit.record(tx, {
      action: 'account.login',
      actorId: account.id,
      clientId,
      targetType: 'session',
      targetId: session.id,
      origin,
    });
    const ended = await this.excess.execute(tx, { accountId: account.id, clientId, origin });
    return { ended, accessToken, refreshToken, sessionId: session.id };
  }

  private newSession({ id: accountId, tokenEpoch }: MintingAccount, clientId: string, origin: Origin): Session {
    const now = this.clock.now();
    const at = new Date(now);
    return {
      id: randomUUID(),
      accountId,
      clientId,
      openedEpoch: tokenEpoch,
      amr: ['pwd'],
      authenticatedAt: at,
      refreshedAt: at,
      ...sessionEnds(now, this.config),
      endedAt: null,
      ipAddress: origin.ip ?? null,
      userAgent: origin.userAgent ?? null,
    };
  }

  private async open(tx: Tx, session: Session, grant: Grant): Promise<string> {
    const token = newRefreshToken();
    await this.sessions.open(tx, session, grant);
    await this.refreshTokens.insert(tx, token, { sessionId: session.id, issuedAt: session.authenticatedAt });
    return token;
  }
}

/** The password was checked before the lock: it must still be the password, and the account still active. */
function unchanged(account: Account, locked: MintingAccount | undefined): MintingAccount {
  if (locked?.status !== 'active') throw invalidCredentials({ privateDetail: 'deactivated' });
  const same = locked.passwordChangedAt.getTime() === account.passwordChangedAt.getTime();
  if (!same) throw invalidCredentials({ privateDetail: 'password_changed' });
  return locked;
}
