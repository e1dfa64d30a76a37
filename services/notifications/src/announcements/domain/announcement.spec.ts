import { inboxText, type Announcement } from './announcement.js';
import { SECURITY_KINDS } from './kind.js';

const occurrence = { eventId: 'e', account: 'a', occurredAt: new Date(0) };
const total = { amount: 1250, currency: 'EUR' };
const order = { orderId: 'o', total, lines: [{ name: 'Chalk', quantity: 2, unitPrice: total }] };

describe('the text of an announcement in the inbox', () => {
  it('says what was ordered and what it costs', () => {
    expect(inboxText({ ...occurrence, kind: 'order.placed', order })).toEqual({
      title: 'Your order was placed',
      body: '2 × Chalk: €12.50',
    });
    expect(inboxText({ ...occurrence, kind: 'order.cancelled', order })?.title).toBe('Your order was cancelled');
  });

  it('never contains a token', () => {
    for (const kind of SECURITY_KINDS) {
      const text = inboxText({ ...occurrence, kind, token: 'secret-token' } as Announcement);
      expect(JSON.stringify(text ?? {})).not.toContain('secret-token');
    }
  });

  it('is missing for the request to verify an address', () => {
    expect(inboxText({ ...occurrence, kind: 'account.verify-email', token: 't' })).toBeUndefined();
  });
});
