import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AUDIENCES, TOKEN_TYPES } from '@hallpass/contracts';
import { KeyRing } from '@hallpass/keys';
import { CLOCK, type Clock, type SqlExecutor } from '@hallpass/ports';
import { type Config, CONFIG } from '../config.js';
import { findEpochFloor } from './data/epoch-floor.js';
import { invalidActionToken } from './domain/tokens.problems.js';
import { verifyOwnToken } from './verify-own-token.js';
import type { ActionPurpose, UnsignedActionToken } from './unsigned-action-token.js';

/** A token of this issuer for one purpose, which may have been used. */
export interface VerifiedActionToken {
  readonly purpose: ActionPurpose;
  /** The account, or the registration, that it was issued for. */
  readonly owner: string;
  readonly jti: string;
  /** When it was issued, in seconds since 1970. */
  readonly iat: number;
}

/** What replicas of an earlier version still mint, and mail has for 24 hours after the last of them; key and `typ` are as now. */
const AUDIENCE_BEFORE = AUDIENCES.identityApi;

/** Tokens that let whoever reads a person's mail do one thing, once. */
@Injectable()
export class ActionTokens {
  constructor(
    private readonly keys: KeyRing,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A token for an account, recorded in the caller's transaction; to be signed by `signActionTokens`. */
  async issueActionToken(tx: SqlExecutor, purpose: ActionPurpose, accountId: string): Promise<UnsignedActionToken> {
    const { audience, lifetimeSeconds } = TOKEN_TYPES[purpose];
    const iat = Math.floor(this.clock.now() / 1000);
    const claims = {
      iss: this.config.ISSUER,
      aud: audience,
      sub: accountId,
      jti: randomUUID(),
      iat,
      exp: iat + lifetimeSeconds,
    };
    await tx.$executeRawUnsafe(
      `INSERT INTO single_use_tokens (jti, purpose, owner, expires_at) VALUES ($1, $2, $3, to_timestamp($4::float8))`,
      claims.jti,
      purpose,
      accountId,
      claims.exp,
    );
    return { purpose, claims };
  }

  /**
   * Whose token it is, whether or not it was used before: {@link consume} decides that.
   *
   * @throws ProblemError `invalid_action_token` (400) whatever is wrong with it
   */
  async verify(purpose: ActionPurpose, token: string): Promise<VerifiedActionToken> {
    const { typ, audience } = TOKEN_TYPES[purpose];
    const audiences = [audience, AUDIENCE_BEFORE];
    const expected = { useCase: purpose, typ, audiences, issuer: this.config.ISSUER, now: this.clock.now() };
    const own = await verifyOwnToken(this.keys, token, expected);
    if (own === undefined) throw invalidActionToken();
    const { sub: owner, jti, iat } = own.claims;
    return { purpose, owner, jti, iat };
  }

  /**
   * Consumes a token by compare-and-set in the caller's transaction: of two at once, one is refused. The owner's other tokens
   * of this purpose are consumed with it.
   *
   * @throws ProblemError `invalid_action_token` (400) when it was consumed before, or issued before everything was revoked
   */
  async consume(tx: SqlExecutor, { purpose, owner, jti, iat }: VerifiedActionToken): Promise<void> {
    if (await isOlderThanFloor(tx, iat)) throw invalidActionToken({ privateDetail: 'older_than_floor' });
    const consumed = await this.consumeAll(tx, purpose, owner);
    if (!consumed.includes(jti)) throw invalidActionToken({ privateDetail: 'token_used' });
  }

  /** Makes every outstanding token of this purpose worthless, as when the password has been changed in another way. */
  async invalidateActionTokens(tx: SqlExecutor, purpose: ActionPurpose, accountId: string): Promise<void> {
    await this.consumeAll(tx, purpose, accountId);
  }

  private async consumeAll(tx: SqlExecutor, purpose: ActionPurpose, owner: string): Promise<string[]> {
    const rows = await tx.$queryRawUnsafe<{ jti: string }[]>(
      `UPDATE single_use_tokens SET consumed_at = to_timestamp($3::float8)
       WHERE purpose = $1 AND owner = $2 AND consumed_at IS NULL RETURNING jti`,
      purpose,
      owner,
      this.clock.now() / 1000,
    );
    return rows.map(({ jti }) => jti);
  }
}

/** Whether it was issued before everything was revoked: a restored database does not know that a token was consumed. */
async function isOlderThanFloor(tx: SqlExecutor, iat: number): Promise<boolean> {
  const floor = await findEpochFloor(tx);
  return floor !== undefined && iat * 1000 <= floor.raisedAt.getTime();
}
