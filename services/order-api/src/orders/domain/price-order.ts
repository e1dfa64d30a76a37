import type { Money } from '@hallpass/contracts';
import { sum, times } from './money.js';
import type { OrderLine } from './order.js';
import { at, type DraftLine } from './order-draft.js';
import { mixedCurrencies, unknownProduct } from './orders.problems.js';

/** What an order needs to know of a product. */
export interface PricedProduct {
  readonly id: string;
  readonly name: string;
  readonly unitPrice: Money;
}

/**
 * Puts the catalogue's names and prices on the lines and adds them up: the total is ours, never the client's.
 *
 * @throws `unknown_product` naming the line, `mixed_currencies`, `total_too_large`.
 */
export function priceOrder(
  draft: readonly DraftLine[],
  products: readonly PricedProduct[],
): { lines: OrderLine[]; total: Money } {
  const catalogue = new Map(products.map((product) => [product.id, product]));
  const lines = draft.map(({ productId, quantity }, line) => {
    const product = catalogue.get(productId);
    if (product === undefined) throw unknownProduct(at(line, 'productId', 'is no product'));
    return { productId, name: product.name, quantity, unitPrice: product.unitPrice };
  });
  const [first, ...rest] = lines.map(({ unitPrice, quantity }) => times(unitPrice, quantity));
  if (first === undefined) throw new TypeError('an order has at least one line');
  if (rest.some(({ currency }) => currency !== first.currency)) throw mixedCurrencies();
  return { lines, total: sum([first, ...rest]) };
}
