import { ORDER_EVENTS } from '@hallpass/contracts';
import type { Order } from './order.js';
import { cancelled, placed } from './order-events.js';

const price = { amount: 350, currency: 'EUR' };
const order: Order = {
  id: '5e0b5b0e-5b0e-4b0e-8b0e-5b0e5b0e5b0e',
  sub: '6e0b5b0e-5b0e-4b0e-8b0e-5b0e5b0e5b0e',
  status: 'placed',
  lines: [{ productId: '7e0b5b0e-5b0e-4b0e-8b0e-5b0e5b0e5b0e', name: 'Tea', quantity: 1, unitPrice: price }],
  total: price,
  placedAt: new Date(0),
  cancelledAt: null,
};

describe('the events of an order', () => {
  it('say what the contract says, and nothing besides', () => {
    const whenPlaced = placed(order);
    const whenCancelled = cancelled(order, new Date(1000));
    expect(ORDER_EVENTS.placed.data.strict().parse(whenPlaced.data)).toEqual(whenPlaced.data);
    expect(ORDER_EVENTS.cancelled.data.strict().parse(whenCancelled.data)).toEqual(whenCancelled.data);
    expect(whenPlaced).toMatchObject({ subject: 'orders.v1.placed', data: { placedAt: '1970-01-01T00:00:00.000Z' } });
    expect(whenCancelled).toMatchObject({
      subject: 'orders.v1.cancelled',
      data: { cancelledAt: '1970-01-01T00:00:01.000Z' },
    });
  });

  it('have the order as their aggregate, so that they are published in their order', () => {
    expect([placed(order), cancelled(order, new Date(1000))].map(({ aggregate }) => aggregate)).toEqual([
      `order:${order.id}`,
      `order:${order.id}`,
    ]);
  });
});
