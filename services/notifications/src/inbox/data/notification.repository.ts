import { prepared } from '@hallpass/platform';
import type { SqlExecutor } from '@hallpass/ports';
import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { Notification } from '../domain/notification.js';
import { CHANNEL } from './notification-channel.js';

export interface NewNotification extends Omit<Notification, 'sequence' | 'readAt'> {
  readonly account: string;
}

const COLUMNS = {
  id: true,
  sequence: true,
  kind: true,
  title: true,
  body: true,
  data: true,
  createdAt: true,
  readAt: true,
} as const;

const APPEND = prepared(
  'append_notification',
  `WITH recipient AS (
     INSERT INTO recipients AS r (account, last_sequence) VALUES ($2::uuid, 1)
     ON CONFLICT (account) DO UPDATE SET last_sequence = r.last_sequence + 1 RETURNING r.last_sequence),
   notification AS (
     INSERT INTO notifications (id, account, sequence, kind, title, body, data, created_at)
     SELECT $1::uuid, $2::uuid, last_sequence, $3, $4, $5, $6::jsonb, $7::timestamptz FROM recipient)
   SELECT pg_notify($8, $2::uuid::text)`,
);

@Injectable()
export class NotificationRepository {
  constructor(private readonly database: Database) {}

  /**
   * Gives it the account's next sequence and, at commit, wakes every replica. Takes the recipient's lock, and makes the
   * recipient when there is none yet: no sequence becomes visible before a lower one.
   */
  async append(tx: SqlExecutor, notification: NewNotification): Promise<void> {
    const { id, account, kind, title, body, data, createdAt } = notification;
    await tx.$executeRawUnsafe(
      APPEND,
      id,
      account,
      kind,
      title,
      body,
      JSON.stringify(data),
      createdAt.toISOString(),
      CHANNEL,
    );
  }

  /** The newest first, below a sequence. */
  async list(
    account: string,
    page: { before?: number | undefined; unread: boolean; take: number },
  ): Promise<Notification[]> {
    return this.database.notification.findMany({
      select: COLUMNS,
      where: {
        account,
        ...(page.before === undefined ? {} : { sequence: { lt: page.before } }),
        ...(page.unread ? { readAt: null } : {}),
      },
      orderBy: { sequence: 'desc' },
      take: page.take,
    });
  }

  /** The oldest first, above a sequence. */
  async after(account: string, sequence: number, take: number): Promise<Notification[]> {
    return this.database.notification.findMany({
      select: COLUMNS,
      where: { account, sequence: { gt: sequence } },
      orderBy: { sequence: 'asc' },
      take,
    });
  }

  /** The highest sequence that the account has; 0 before the first. */
  async lastSequence(account: string): Promise<number> {
    const recipient = await this.database.recipient.findUnique({ where: { account }, select: { lastSequence: true } });
    return recipient?.lastSequence ?? 0;
  }

  /** False when the account has no such notification. What has been read stays read since then. */
  async markAsRead(account: string, id: string, at: Date): Promise<boolean> {
    const { count } = await this.database.notification.updateMany({
      where: { id, account, readAt: null },
      data: { readAt: at },
    });
    return count === 1 || (await this.database.notification.count({ where: { id, account } })) === 1;
  }
}
