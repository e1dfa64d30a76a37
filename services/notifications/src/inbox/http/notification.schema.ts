import { pageOf, pageQuery } from '@hallpass/platform';
import { z } from 'zod';
import type { Notification } from '../domain/notification.js';

export const listQuery = pageQuery.extend({ unread: z.stringbool().default(false) });

export const notificationSchema = z.object({
  id: z.uuid(),
  sequence: z.int().positive(),
  kind: z.string(),
  title: z.string(),
  body: z.string(),
  data: z.unknown(),
  createdAt: z.iso.datetime(),
  readAt: z.iso.datetime().nullable(),
});
export type NotificationBody = z.infer<typeof notificationSchema>;

export const notificationPage = pageOf(notificationSchema);

/** A notification as clients see it, in a list and in the stream alike. */
export function present({ createdAt, readAt, ...rest }: Notification): NotificationBody {
  return { ...rest, createdAt: createdAt.toISOString(), readAt: readAt?.toISOString() ?? null };
}
