import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../database/database.js';
import { hashRefreshToken } from '../domain/refresh-token.js';
import type { Session } from '../domain/session.js';

@Injectable()
export class RefreshTokenRepository {
  constructor(private readonly database: Database) {}

  /** The session a token belongs to, whatever state the two are in. */
  async findSession(token: string, tx: Tx = this.database): Promise<Session | undefined> {
    const tokenHash = hashRefreshToken(token);
    const found = await tx.refreshToken.findUnique({ where: { tokenHash }, select: { session: true } });
    return found?.session;
  }

  /** Inserts the first refresh token of a session. */
  async insert(tx: Tx, token: string, at: { sessionId: string; issuedAt: Date }): Promise<void> {
    await tx.refreshToken.create({ data: { id: randomUUID(), tokenHash: hashRefreshToken(token), ...at } });
  }
}
