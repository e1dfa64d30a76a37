import type { OptionalKind, SecurityKind } from './kind.js';
import { formatMoney, type OrderSummary } from './order-summary.js';

interface Occurrence {
  /** The event that it tells of: also the id of the notification and of the e-mail. */
  readonly eventId: string;
  readonly account: string;
  readonly occurredAt: Date;
}

/** Something to tell a person, in the inbox and by e-mail. */
export type Announcement = Occurrence &
  (
    | { readonly kind: 'account.verify-email' | 'account.password-reset-requested'; readonly token: string }
    | { readonly kind: Exclude<SecurityKind, 'account.verify-email' | 'account.password-reset-requested'> }
    | { readonly kind: OptionalKind; readonly order: OrderSummary }
  );

/** How an announcement reads in the inbox. */
export interface InboxText {
  readonly title: string;
  readonly body: string;
}

/** The text for the inbox; undefined for what only e-mail can carry. */
export function inboxText(announcement: Announcement): InboxText | undefined {
  switch (announcement.kind) {
    case 'account.verify-email':
      return undefined; // nobody can read an inbox before the address is verified
    case 'account.registration-repeated':
      return {
        title: 'Somebody tried to register with your address',
        body: 'Nothing has changed. If that was you, log in, or reset your password if you have forgotten it.',
      };
    case 'account.password-reset-requested':
      return {
        title: 'A password reset was asked for',
        body: 'We sent you an e-mail. If you did not ask for it, nothing has to be done.',
      };
    case 'account.password-changed':
      return {
        title: 'Your password was changed',
        body: 'Every session was ended. If that was not you, reset it now.',
      };
    case 'account.deactivated':
      return { title: 'Your account was deactivated', body: 'Every session was ended.' };
    case 'account.reactivated':
      return { title: 'Your account is active again', body: 'You can log in.' };
    case 'order.placed':
      return { title: 'Your order was placed', body: describeOrder(announcement.order) };
    case 'order.cancelled':
      return { title: 'Your order was cancelled', body: describeOrder(announcement.order) };
  }
}

function describeOrder({ lines, total }: OrderSummary): string {
  return `${lines.map(({ quantity, name }) => `${quantity} × ${name}`).join(', ')}: ${formatMoney(total)}`;
}
