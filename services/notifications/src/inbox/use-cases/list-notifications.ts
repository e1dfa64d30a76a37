import { decodeCursor, encodeCursor, type Page } from '@hallpass/platform';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { NotificationRepository } from '../data/notification.repository.js';
import type { Notification } from '../domain/notification.js';

export interface ListQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly unread: boolean;
}

const position = z.strictObject({ before: z.int32().positive() });

/** A page of the inbox, the newest first. */
@Injectable()
export class ListNotifications {
  constructor(private readonly notifications: NotificationRepository) {}

  /** @throws ProblemError `invalid_cursor` */
  async execute(account: string, { limit, cursor, unread }: ListQuery): Promise<Page<Notification>> {
    const before = decodeCursor(cursor, position)?.before;
    const found = await this.notifications.list(account, { before, unread, take: limit + 1 });
    const items = found.slice(0, limit);
    const last = items.at(-1);
    const more = found.length > limit && last !== undefined;
    return { items, nextCursor: more ? encodeCursor({ before: last.sequence }) : null };
  }
}
