import { randomUUID } from 'node:crypto';
import { type Kind, priorityOf } from '../src/announcements/domain/kind.js';
import type { Notifications } from './notifications.js';

/** Puts e-mail of a kind without a token into the queue of the service, due now, to one address. Returns the ids. */
export async function queueEmails(
  service: Notifications,
  count: number,
  { kind = 'account.password-changed', address }: { kind?: Kind; address: string },
): Promise<string[]> {
  const account = randomUUID();
  await service.rows('INSERT INTO recipients (account, email, verified_at) VALUES ($1, $2, now())', account, address);
  const rows = await service.rows<{ id: string }>(
    `INSERT INTO emails (id, account, kind, state, message_id, priority, next_attempt_at, expires_at)
     SELECT id, $1, $2, 'pending', '<' || id || '@hallpass.test>', $3, now(), now() + interval '7 days'
     FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, $4)) AS ids RETURNING id`,
    account,
    kind,
    priorityOf(kind),
    count,
  );
  return rows.map(({ id }) => id);
}
