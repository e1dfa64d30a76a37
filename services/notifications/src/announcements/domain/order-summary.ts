import { moneySchema, type Money } from '@hallpass/contracts';
import { z } from 'zod';

/** The summary of an order that a notification shows. */
export const orderSummary = z.object({
  orderId: z.uuid(),
  total: moneySchema,
  lines: z.array(z.object({ name: z.string(), quantity: z.int().positive(), unitPrice: moneySchema })),
});
export type OrderSummary = z.infer<typeof orderSummary>;

/** An amount as people write it, such as `€12.50` for `{ amount: 1250, currency: 'EUR' }`. */
export function formatMoney({ amount, currency }: Money): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}
