import { moneySchema } from '@hallpass/contracts';
import { pageOf, pageQuery } from '@hallpass/platform';
import { z } from 'zod';
import type { Page } from '@hallpass/platform';
import type { Order } from '../domain/order.js';
import { MAX_LINES, MAX_QUANTITY } from '../domain/order-draft.js';

/** Whatever it is, it must be there: which quantities are allowed is a rule of the domain (422), not of the shape (400). */
const quantity = z
  .unknown()
  .refine((value) => value !== undefined, 'is required')
  .meta({ type: 'integer', minimum: 1, maximum: MAX_QUANTITY });

export const placeOrderBody = z
  .strictObject({
    lines: z
      .array(z.strictObject({ productId: z.string().max(64).meta({ format: 'uuid' }), quantity }))
      .meta({ minItems: 1, maxItems: MAX_LINES }),
  })
  // One of the products that the service begins with.
  .meta({ example: { lines: [{ productId: '0b7e6a52-3c1d-4f7e-9a60-1f2d3c4b5a02', quantity: 2 }] } });
export type PlaceOrderBody = z.infer<typeof placeOrderBody>;

const account = z.uuid().toLowerCase();

export const listOrdersQuery = pageQuery
  .extend({
    sub: account.optional().describe('The orders of this account; needs `orders:read:any` when it is not your own.'),
    all: z.literal('true').optional().describe('The orders of everyone; needs `orders:read:any`.'),
  })
  .refine(({ sub, all }) => sub === undefined || all === undefined, {
    path: ['all'],
    message: 'can not be combined with `sub`',
  });
export type ListOrdersQuery = z.infer<typeof listOrdersQuery>;

export const orderAnswer = z.object({
  id: z.uuid(),
  status: z.enum(['placed', 'cancelled']),
  lines: z.array(
    z.object({ productId: z.uuid(), name: z.string(), quantity: z.int().positive(), unitPrice: moneySchema }),
  ),
  total: moneySchema,
  placedAt: z.iso.datetime(),
});
type OrderAnswer = z.infer<typeof orderAnswer>;
export const orderPageAnswer = pageOf(orderAnswer);

export function toAnswer({ id, status, lines, total, placedAt }: Order): OrderAnswer {
  return { id, status, lines: [...lines], total, placedAt: placedAt.toISOString() };
}

export function toPageAnswer({ items, nextCursor }: Page<Order>): Page<OrderAnswer> {
  return { items: items.map(toAnswer), nextCursor };
}
