import { accountOf } from '@hallpass/contracts';
import { Injectable } from '@nestjs/common';
import { OrderRepository } from '../data/order.repository.js';
import type { Order } from '../domain/order.js';
import { orderNotFound } from '../domain/orders.problems.js';
import type { Reader } from '../domain/reader.js';

/** One order that the reader may see. An order of somebody else is answered like one that does not exist. */
@Injectable()
export class FindOrder {
  constructor(private readonly orders: OrderRepository) {}

  async execute(id: string, reader: Reader): Promise<Order> {
    if (!reader.readsAny) accountOf(reader);
    const order = await this.orders.find(id);
    if (order === undefined || (order.sub !== reader.sub && !reader.readsAny)) throw orderNotFound();
    return order;
  }
}
