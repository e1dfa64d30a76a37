import type { Kind } from '../../../announcements/domain/kind.js';
import { formatMoney, type OrderSummary } from '../../../announcements/domain/order-summary.js';
import type { Content } from './content.js';

export interface TemplateInput {
  readonly token: string | null;
  readonly order: OrderSummary | undefined;
  /** Where links begin, without a slash at the end; no links without it. */
  readonly linkBaseUrl: string | undefined;
}

const NOT_YOU = 'If this was not you, reset your password and tell us.';

export const TEMPLATES: Record<Kind, (input: TemplateInput) => Content> = {
  'account.verify-email': (input) => ({
    subject: 'Verify your address',
    paragraphs: [
      'Somebody registered with this address and chose a password. Was it you, a moment ago? Then enter this token where you registered:',
    ],
    token: paste(input, 'verify-email', '24 hours'),
    closing:
      'Each registration has an e-mail of its own. If you did not register, or others use your address, do not use the token: ' +
      'whoever registered could log in with the password that they chose. Without it nobody can. You may be asked for your password.',
  }),
  'account.registration-repeated': () => ({
    subject: 'Somebody tried to register with your address',
    paragraphs: [
      'Your address already has an account, so nothing has changed, and whoever tried was not told.',
      'If that was you, log in, or reset your password if you have forgotten it.',
    ],
  }),
  'account.password-reset-requested': (input) => ({
    subject: 'Reset your password',
    paragraphs: [
      'Somebody asked to reset the password of your account. If that was you, enter this token and a new password where you asked:',
    ],
    token: paste(input, 'reset-password', '15 minutes'),
    closing: 'If it was not you, ignore this e-mail: your password stays as it is.',
  }),
  'account.password-changed': () => ({
    subject: 'Your password was changed',
    paragraphs: ['The password of your account was changed, and every session was ended.'],
    closing: NOT_YOU,
  }),
  'account.deactivated': () => ({
    subject: 'Your account was deactivated',
    paragraphs: ['Your account was deactivated, and every session was ended. Write to us if you did not expect that.'],
  }),
  'account.reactivated': () => ({
    subject: 'Your account is active again',
    paragraphs: ['Your account was reactivated: you can log in.'],
  }),
  'order.placed': ({ order }) => ({
    subject: 'Your order was placed',
    paragraphs: ['Thank you. You ordered:'],
    ...orderTable(order),
  }),
  'order.cancelled': ({ order }) => ({
    subject: 'Your order was cancelled',
    paragraphs: ['This order was cancelled:'],
    ...orderTable(order),
  }),
};

function paste({ token, linkBaseUrl }: TemplateInput, path: string, validFor: string) {
  const value = token ?? '';
  const link = linkBaseUrl === undefined ? undefined : `${linkBaseUrl}/${path}#token=${encodeURIComponent(value)}`;
  return { value, link, validFor };
}

function orderTable(order: OrderSummary | undefined): Pick<Content, 'table' | 'closing'> {
  if (order === undefined) return {};
  const lines = order.lines.map(({ name, quantity, unitPrice }): [string, string] => [
    `${quantity} × ${name}`,
    formatMoney({ ...unitPrice, amount: unitPrice.amount * quantity }),
  ]);
  return { table: [...lines, ['Total', formatMoney(order.total)]], closing: `The order's number is ${order.orderId}.` };
}
