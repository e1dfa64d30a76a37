import { type EventData, ORDER_EVENTS } from '@hallpass/contracts';
import type { Order } from './order.js';

interface OrderEvent {
  readonly subject: string;
  /** Events of one order are published in their order. */
  readonly aggregate: string;
  readonly data: EventData<(typeof ORDER_EVENTS)[keyof typeof ORDER_EVENTS]>;
}

/** Says that the order was placed. */
export function placed(order: Order): OrderEvent {
  const data = { ...facts(order), placedAt: order.placedAt.toISOString() };
  return { subject: ORDER_EVENTS.placed.subject, aggregate: aggregateOf(order), data };
}

/** Says that the order was cancelled, and when. */
export function cancelled(order: Order, cancelledAt: Date): OrderEvent {
  const data = { ...facts(order), cancelledAt: cancelledAt.toISOString() };
  return { subject: ORDER_EVENTS.cancelled.subject, aggregate: aggregateOf(order), data };
}

function aggregateOf({ id }: Order): string {
  return `order:${id}`;
}

function facts({ id, sub, total, lines }: Order) {
  return { orderId: id, sub, total, lines: [...lines] };
}
