import { z } from 'zod';
import type { EventDefinition } from './cloud-event.js';

/** An amount of money in the currency's minor unit (cents), never a fraction. */
export const moneySchema = z.object({ amount: z.int().nonnegative(), currency: z.string().length(3) });
export type Money = z.infer<typeof moneySchema>;

const order = z.object({
  orderId: z.uuid(),
  /** The subject of the account that placed it. */
  sub: z.uuid(),
  total: moneySchema,
  lines: z.array(
    z.object({ productId: z.uuid(), name: z.string(), quantity: z.int().positive(), unitPrice: moneySchema }),
  ),
});

export const ORDER_EVENTS = {
  placed: { subject: 'orders.v1.placed', data: order.extend({ placedAt: z.iso.datetime() }) },
  cancelled: { subject: 'orders.v1.cancelled', data: order.extend({ cancelledAt: z.iso.datetime() }) },
} as const satisfies Record<string, EventDefinition>;
