import { type EventData, ORDER_EVENTS } from '@hallpass/contracts';
import type { Order } from './order.js';

interface OrderEvent {
  readonly subject: string;
  readonly data: EventData<(typeof ORDER_EVENTS)[keyof typeof ORDER_EVENTS]>;
}

/** Says that the order was placed. */
export function placed(order: Order): OrderEvent {
  return { subject: ORDER_EVENTS.placed.subject, data: { ...facts(order), placedAt: order.placedAt.toISOString() } };
}

/** Says that the order was cancelled, and when. */
export function cancelled(order: Order, cancelledAt: Date): OrderEvent {
  return { subject: ORDER_EVENTS.cancelled.subject, data: { ...facts(order), cancelledAt: cancelledAt.toISOString() } };
}

function facts({ id, sub, total, lines }: Order) {
  return { orderId: id, sub, total, lines: [...lines] };
}
