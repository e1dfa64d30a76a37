import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { TOKEN_TYPES, type Resource } from '@hallpass/contracts';
import { KeyRing } from '@hallpass/keys';
import { CLOCK, type Clock } from '@hallpass/ports';
import { type Config, CONFIG } from '../../config.js';
import { Database } from '../../database/database.js';
import { findEpochFloor } from '../data/epoch-floor.js';
import {
  clientClaims,
  personClaims,
  type AccessToken,
  type AccessTokenClaims,
  type MintingAccount,
  type MintingSession,
} from '../domain/access-token.js';
import { useCaseOf } from '../domain/resource.js';

/** What a token is granted. */
export interface TokenGrant {
  readonly resource: Resource;
  readonly scopes: readonly string[];
  /** Milliseconds, not after the account was read; now by default. */
  readonly issuedAt?: number;
}

/** Signs access tokens (RFC 9068), each with the key set of its resource. */
@Injectable()
export class MintAccessToken {
  constructor(
    private readonly database: Database,
    private readonly keys: KeyRing,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @param account as read under its lock, not before `issuedAt` */
  async execute(account: MintingAccount, session: MintingSession, grant: TokenGrant): Promise<AccessToken> {
    const { resource, scopes, issuedAt } = grant;
    return this.sign(resource, scopes, personClaims(this.frame(resource, scopes, issuedAt), account, session));
  }

  /** For a client that speaks for itself. */
  async forClient(clientId: string, resource: Resource, scopes: readonly string[]): Promise<AccessToken> {
    const floor = await findEpochFloor(this.database);
    return this.sign(resource, scopes, clientClaims(this.frame(resource, scopes), clientId, floor?.minEpoch));
  }

  private frame(resource: Resource, scopes: readonly string[], issuedAt = this.clock.now()) {
    const iat = Math.floor(issuedAt / 1000);
    const { ISSUER: issuer, ACCESS_TOKEN_TTL_SECONDS: lifetimeSeconds } = this.config;
    return { issuer, resource, scopes, jti: randomUUID(), iat, lifetimeSeconds };
  }

  private async sign(resource: Resource, scopes: readonly string[], claims: AccessTokenClaims): Promise<AccessToken> {
    const useCase = useCaseOf(resource);
    const token = await this.keys.sign(useCase, TOKEN_TYPES[useCase].typ, claims);
    return { token, expiresIn: claims.exp - claims.iat, scope: scopes.join(' ') };
  }
}
