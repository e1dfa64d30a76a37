import { type Clock, CLOCK } from '@hallpass/ports';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { Announcer } from '../../outbox/announcer.js';
import { OrderRepository } from '../data/order.repository.js';
import type { Order } from '../domain/order.js';
import { cancelled } from '../domain/order-events.js';
import { orderNotCancellable, orderNotFound } from '../domain/orders.problems.js';
import { OrderTurns } from '../order-turns.js';

/** Cancels an own order: of any number of requests at once, one succeeds. */
@Injectable()
export class CancelOrder {
  constructor(
    private readonly database: Database,
    private readonly orders: OrderRepository,
    private readonly announcer: Announcer,
    private readonly turns: OrderTurns,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `order_not_found`, `order_not_cancellable`; `too_many_orders` (429, `Retry-After` in seconds) */
  async execute(request: { id: string; sub: string }): Promise<Order> {
    return this.turns.run(request.sub, () => this.cancel(request));
  }

  private async cancel({ id, sub }: { id: string; sub: string }): Promise<Order> {
    const cancelledAt = new Date(this.clock.now());
    const { order, message } = await this.database.$transaction(async (tx) => {
      const order = await this.orders.find(id, tx);
      if (order?.sub !== sub) throw orderNotFound();
      if (!(await this.orders.cancel(tx, id, cancelledAt))) throw orderNotCancellable();
      return { order, message: await this.announcer.add(tx, { ...cancelled(order, cancelledAt), account: sub }) };
    });
    this.announcer.afterCommit(message);
    return { ...order, status: 'cancelled', cancelledAt };
  }
}
