import { Injectable } from '@nestjs/common';
import { decodeCursor, encodeCursor, type Page, type PageQuery } from '@hallpass/platform';
import { z } from 'zod';
import { SessionRepository } from '../data/session.repository.js';
import type { Session } from '../domain/session.js';

const position = z.tuple([z.iso.datetime(), z.uuid()]);

/** The sessions of the caller that can still be used, the latest login first. */
@Injectable()
export class ListOwnSessions {
  constructor(private readonly sessions: SessionRepository) {}

  async execute(accountId: string, { limit, cursor }: PageQuery): Promise<Page<Session>> {
    const after = decodeCursor(cursor, position);
    const live = await this.sessions.listLive(accountId);
    const start = after === undefined ? 0 : live.findIndex((session) => comesAfter(session, after));
    const rest = start < 0 ? [] : live.slice(start);
    const items = rest.slice(0, limit);
    const last = items.at(-1);
    const nextCursor =
      last === undefined || rest.length <= limit ? null : encodeCursor([last.authenticatedAt.toISOString(), last.id]);
    return { items, nextCursor };
  }
}

function comesAfter({ authenticatedAt, id }: Session, [time, lastId]: z.infer<typeof position>): boolean {
  const at = authenticatedAt.toISOString();
  return at < time || (at === time && id < lastId);
}
