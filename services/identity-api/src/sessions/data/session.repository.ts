import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, type SqlExecutor } from '@hallpass/platform';
import { Database, type Tx } from '../../database/database.js';
import type { Grant } from '../domain/grant.js';
import type { Session } from '../domain/session.js';

@Injectable()
export class SessionRepository {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async find(id: string, tx: Tx = this.database): Promise<Session | null> {
    return tx.session.findUnique({ where: { id } });
  }

  /** The sessions of an account that can still be used, the latest login first. */
  async listLive(accountId: string, tx: Tx = this.database): Promise<Session[]> {
    const now = new Date(this.clock.now());
    return tx.session.findMany({
      where: { accountId, endedAt: null, idleExpiresAt: { gt: now }, expiresAt: { gt: now } },
      orderBy: [{ authenticatedAt: 'desc' }, { id: 'desc' }],
    });
  }

  async open(tx: Tx, session: Session, { resource, scopes }: Grant): Promise<void> {
    await tx.session.create({ data: { ...session, amr: [...session.amr], resource, grantedScopes: { ...scopes } } });
  }

  /** Ends a session within the caller's transaction. False when it had ended before. */
  async endSession(tx: SqlExecutor, id: string, reason: string): Promise<boolean> {
    return (await this.end(tx, 'id', id, reason)) === 1;
  }

  /** Ends every session of an account within the caller's transaction. Returns how many had not ended before. */
  async endAllSessions(tx: SqlExecutor, accountId: string, reason: string): Promise<number> {
    return this.end(tx, 'account_id', accountId, reason);
  }

  private async end(tx: SqlExecutor, column: 'id' | 'account_id', value: string, reason: string): Promise<number> {
    return tx.$executeRawUnsafe(
      `UPDATE sessions SET ended_at = $2::timestamptz, end_reason = $3 WHERE ${column} = $1::uuid AND ended_at IS NULL`,
      value,
      new Date(this.clock.now()).toISOString(),
      reason,
    );
  }
}
