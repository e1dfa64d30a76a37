import { TOKEN_TYPES } from '@hallpass/contracts';
import type { Announcement } from '../../announcements/domain/announcement.js';
import type { Kind } from '../../announcements/domain/kind.js';
import type { OrderSummary } from '../../announcements/domain/order-summary.js';

/** An e-mail for the queue. */
export interface NewEmail {
  /** The id of the event that it tells of. */
  readonly id: string;
  readonly account: string;
  readonly kind: Kind;
  readonly data: OrderSummary | Record<string, never>;
  readonly token: string | null;
  /** From then on nobody could use it. */
  readonly expiresAt: Date;
}

/** A token is of no use once it has expired; other news is old after a week. */
const USEFUL_SECONDS: Partial<Record<Kind, number>> = {
  'account.verify-email': TOKEN_TYPES['email-verification'].lifetimeSeconds,
  'account.password-reset-requested': TOKEN_TYPES['password-reset'].lifetimeSeconds,
};
const WEEK_SECONDS = 7 * 24 * 60 * 60;

export function composeEmail(announcement: Announcement): NewEmail {
  const { eventId: id, account, kind, occurredAt } = announcement;
  return {
    id,
    account,
    kind,
    data: 'order' in announcement ? announcement.order : {},
    token: 'token' in announcement ? announcement.token : null,
    expiresAt: new Date(occurredAt.getTime() + (USEFUL_SECONDS[kind] ?? WEEK_SECONDS) * 1000),
  };
}

/** The same for every attempt to send it, so that a mail store can drop a second copy. `from` is a mailbox of RFC 5322. */
export function messageId(id: string, from: string): string {
  return `<${id}@${from.slice(from.lastIndexOf('@') + 1).replace(/>$/, '')}>`;
}
