import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../../database/database.js';
import { Prisma } from '../../generated/prisma/client.js';
import type { Order } from '../domain/order.js';

/** Where a page of orders ended. */
export interface OrderPosition {
  readonly placedAt: Date;
  readonly id: string;
}

const withLines = { lines: { orderBy: { position: 'asc' } } } satisfies Prisma.OrderInclude;
type OrderRow = Prisma.OrderGetPayload<{ include: typeof withLines }>;

@Injectable()
export class OrderRepository {
  constructor(private readonly database: Database) {}

  async insert(tx: Transaction, { lines, total, ...order }: Order): Promise<void> {
    await tx.order.create({ data: { ...order, totalAmount: total.amount, currency: total.currency } });
    await tx.orderLine.createMany({
      data: lines.map(({ unitPrice, ...line }, position) => ({
        ...line,
        position,
        orderId: order.id,
        unitPriceAmount: unitPrice.amount,
      })),
    });
  }

  async find(id: string, tx: Transaction = this.database): Promise<Order | undefined> {
    const row = await tx.order.findUnique({ where: { id }, include: withLines });
    return row === null ? undefined : toOrder(row);
  }

  /** At most `take` orders before a position, newest first; of one owner, or of everyone. */
  async page(sub: string | undefined, take: number, before?: OrderPosition): Promise<Order[]> {
    const rows = await this.database.order.findMany({
      where: {
        ...(sub !== undefined && { sub }),
        ...(before && {
          placedAt: { lte: before.placedAt },
          OR: [{ placedAt: { lt: before.placedAt } }, { id: { lt: before.id } }],
        }),
      },
      orderBy: [{ placedAt: 'desc' }, { id: 'desc' }],
      take,
      include: withLines,
    });
    return rows.map(toOrder);
  }

  /** Compare-and-set: true for exactly one of any number of calls, and only while the order is placed. */
  async cancel(tx: Transaction, id: string, cancelledAt: Date): Promise<boolean> {
    const { count } = await tx.order.updateMany({
      where: { id, status: 'placed' },
      data: { status: 'cancelled', cancelledAt },
    });
    return count === 1;
  }
}

function toOrder({ lines, totalAmount, currency, ...order }: OrderRow): Order {
  return {
    ...order,
    lines: lines.map(({ productId, name, quantity, unitPriceAmount }) => ({
      productId,
      name,
      quantity,
      unitPrice: { amount: Number(unitPriceAmount), currency },
    })),
    total: { amount: Number(totalAmount), currency },
  };
}
