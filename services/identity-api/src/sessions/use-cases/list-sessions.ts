import { Injectable } from '@nestjs/common';
import { decodeCursor, encodeCursor, type Page, type PageQuery } from '@hallpass/platform';
import { z } from 'zod';
import { instant } from '../../database/instant.js';
import { SessionRepository } from '../data/session.repository.js';
import type { Session } from '../domain/session.js';

const position = z.tuple([z.int32().nonnegative(), instant, z.uuid()]);

/** The sessions of an account that can still be used, the latest login first. */
@Injectable()
export class ListSessions {
  constructor(private readonly sessions: SessionRepository) {}

  async execute(accountId: string, { limit, cursor }: PageQuery): Promise<Page<Session>> {
    const found = await this.sessions.listLive(accountId, decodeCursor(cursor, position), limit + 1);
    const items = found.slice(0, limit);
    const last = found.length > limit ? items.at(-1) : undefined;
    const nextCursor = last ? encodeCursor([last.openedEpoch, last.authenticatedAt.toISOString(), last.id]) : null;
    return { items, nextCursor };
  }
}
