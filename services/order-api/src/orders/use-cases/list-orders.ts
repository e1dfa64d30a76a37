import { accountOf } from '@hallpass/contracts';
import { InsufficientScopeError } from '@hallpass/verifier';
import { decodeCursor, encodeCursor, type Page } from '@hallpass/platform';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { OrderRepository } from '../data/order.repository.js';
import type { Order } from '../domain/order.js';
import type { Reader } from '../domain/reader.js';

interface Request {
  readonly reader: Reader;
  /** Whose orders; the reader's own when neither is given. */
  readonly sub?: string | undefined;
  readonly all?: boolean | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** PostgreSQL knows no year 0. */
const moment = z.iso.datetime().refine((at) => !at.startsWith('0000'));
const position = z.strictObject({ placedAt: moment, id: z.uuid() });

/** A page of orders, newest first: the reader's own; others' too for a reader who may see any. */
@Injectable()
export class ListOrders {
  constructor(private readonly orders: OrderRepository) {}

  async execute({ reader, sub, all = false, limit, cursor }: Request): Promise<Page<Order>> {
    if ((all || (sub ?? reader.sub) !== reader.sub) && !reader.readsAny)
      throw new InsufficientScopeError(['orders:read:any']);
    const before = decodeCursor(cursor, position);
    const found = await this.orders.page(
      all ? undefined : (sub ?? accountOf(reader)),
      limit + 1,
      before && { placedAt: new Date(before.placedAt), id: before.id },
    );
    const items = found.slice(0, limit);
    const last = items.at(-1);
    const more = found.length > limit && last !== undefined;
    return { items, nextCursor: more ? encodeCursor({ placedAt: last.placedAt.toISOString(), id: last.id }) : null };
  }
}
