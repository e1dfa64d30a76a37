import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../database/database.js';
import { hashRefreshToken } from '../domain/refresh-token.js';
import type { Session } from '../domain/session.js';

export interface RefreshTokenRow {
  readonly id: string;
  readonly consumedAt: Date | null;
  readonly sealedSuccessor: string | null;
  readonly successor: { readonly consumedAt: Date | null } | null;
  readonly session: Session;
}

const SESSION_AND_SUCCESSOR = { session: true, successor: { select: { consumedAt: true } } } as const;

@Injectable()
export class RefreshTokenRepository {
  constructor(private readonly database: Database) {}

  /** The session a token belongs to, whatever state the two are in. */
  async findSession(token: string, tx: Tx = this.database): Promise<Session | undefined> {
    const tokenHash = hashRefreshToken(token);
    const found = await tx.refreshToken.findUnique({ where: { tokenHash }, select: { session: true } });
    return found?.session;
  }

  /** Reads a token with its session and successor once everything about the session has become serial: its row is locked. */
  async lock(tx: Tx, sessionId: string, token: string): Promise<RefreshTokenRow> {
    await tx.$queryRawUnsafe(`SELECT 1 FROM sessions WHERE id = $1::uuid FOR UPDATE`, sessionId);
    const tokenHash = hashRefreshToken(token);
    return tx.refreshToken.findUniqueOrThrow({ where: { tokenHash }, include: SESSION_AND_SUCCESSOR });
  }

  /** Consumes a token by compare-and-set, keeping its successor sealed. False when it was consumed before. */
  async consume(tx: Tx, id: string, sealedSuccessor: string, now: Date): Promise<boolean> {
    const { count } = await tx.refreshToken.updateMany({
      where: { id, consumedAt: null },
      data: { consumedAt: now, sealedSuccessor },
    });
    return count === 1;
  }

  async insert(tx: Tx, token: string, at: { sessionId: string; predecessorId: string | null; issuedAt: Date }) {
    await tx.refreshToken.create({ data: { id: randomUUID(), tokenHash: hashRefreshToken(token), ...at } });
  }
}
