import { ORDER_EVENTS } from '@hallpass/contracts';
import type { EventHandler } from '@hallpass/messaging';
import { Injectable } from '@nestjs/common';
import { Announce } from './use-cases/announce.js';

/** What this service does with what happens to orders. */
@Injectable()
export class OrderHandlers {
  constructor(private readonly announce: Announce) {}

  all(): EventHandler[] {
    const placed: EventHandler<typeof ORDER_EVENTS.placed> = {
      definition: ORDER_EVENTS.placed,
      handle: ({ id: eventId, data: { sub: account, placedAt, ...order } }, tx) =>
        this.announce.execute(tx, { eventId, account, kind: 'order.placed', order, occurredAt: new Date(placedAt) }),
    };
    const cancelled: EventHandler<typeof ORDER_EVENTS.cancelled> = {
      definition: ORDER_EVENTS.cancelled,
      handle: ({ id: eventId, data: { sub: account, cancelledAt, ...order } }, tx) =>
        this.announce.execute(tx, {
          eventId,
          account,
          kind: 'order.cancelled',
          order,
          occurredAt: new Date(cancelledAt),
        }),
    };
    return [placed as EventHandler, cancelled as EventHandler];
  }
}
