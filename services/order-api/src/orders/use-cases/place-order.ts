import { randomUUID } from 'node:crypto';
import { type Clock, CLOCK } from '@hallpass/ports';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { Announcer } from '../../outbox/announcer.js';
import { ProductRepository } from '../../products/data/product.repository.js';
import { IdempotencyKeyRepository } from '../data/idempotency-key.repository.js';
import { OrderRepository } from '../data/order.repository.js';
import { bodyHash } from '../domain/idempotency.js';
import type { Order } from '../domain/order.js';
import { draftOrder, type RequestedLine } from '../domain/order-draft.js';
import { placed } from '../domain/order-events.js';
import { idempotencyKeyReused, orderNotFound } from '../domain/orders.problems.js';
import { priceOrder } from '../domain/price-order.js';
import { OrderTurns } from '../order-turns.js';

interface Request {
  readonly sub: string;
  readonly idempotencyKey: string;
  readonly lines: readonly RequestedLine[];
}

/**
 * Places an order, once for each Idempotency-Key of an account: whoever repeats the request gets the same answer, as it
 * was when the order was placed.
 *
 * Work under way when the account is deactivated: the token was good when the request came in, so an order whose
 * transaction began before the event arrived is placed. The next request is refused.
 */
@Injectable()
export class PlaceOrder {
  constructor(
    private readonly database: Database,
    private readonly keys: IdempotencyKeyRepository,
    private readonly products: ProductRepository,
    private readonly orders: OrderRepository,
    private readonly announcer: Announcer,
    private readonly turns: OrderTurns,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws ProblemError the codes of `orders.problems.ts`; `too_many_orders` (429, `Retry-After` in seconds) */
  async execute(request: Request): Promise<{ order: Order; replayed: boolean }> {
    return this.turns.run(request.sub, () => this.place(request));
  }

  private async place({ sub, idempotencyKey: key, lines }: Request): Promise<{ order: Order; replayed: boolean }> {
    const draft = draftOrder(lines);
    const hash = bodyHash(draft);
    const placedAt = new Date(this.clock.now());
    const outcome = await this.database.$transaction(async (tx) => {
      const orderId = randomUUID();
      const use = await this.keys.claim(tx, { sub, key, bodyHash: hash, orderId }, placedAt);
      if (use.bodyHash !== hash) throw idempotencyKeyReused();
      if (use.orderId !== orderId) return { existing: use.orderId };

      const catalogue = await this.products.findMany(
        tx,
        draft.map(({ productId }) => productId),
      );
      const order: Order = {
        id: orderId,
        sub,
        status: 'placed',
        ...priceOrder(draft, catalogue),
        placedAt,
        cancelledAt: null,
      };
      await this.orders.insert(tx, order);
      return { order, message: await this.announcer.add(tx, { ...placed(order), account: sub }) };
    });
    if (outcome.existing !== undefined) return { order: await this.asPlaced(outcome.existing), replayed: true };
    this.announcer.afterCommit(outcome.message);
    return { order: outcome.order, replayed: false };
  }

  private async asPlaced(id: string): Promise<Order> {
    const order = await this.orders.find(id);
    if (order === undefined) throw orderNotFound();
    return { ...order, status: 'placed', cancelledAt: null };
  }
}
