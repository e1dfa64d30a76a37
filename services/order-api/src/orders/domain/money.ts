import type { Money } from '@hallpass/contracts';
import { totalTooLarge } from './orders.problems.js';

/**
 * A price times a quantity, in the price's currency and minor unit.
 *
 * @throws `total_too_large` when the result is past what a JSON number holds exactly.
 */
export function times(price: Money, quantity: number): Money {
  return { amount: exact(price.amount * quantity), currency: price.currency };
}

/**
 * The sum of amounts of one currency. At least one amount is needed, because nothing has no currency.
 *
 * @throws `total_too_large` as {@link times} does.
 */
export function sum(amounts: readonly [Money, ...Money[]]): Money {
  const [first, ...rest] = amounts;
  return rest.reduce<Money>((total, { amount, currency }) => {
    if (currency !== total.currency) throw new TypeError(`cannot add ${currency} to ${total.currency}`);
    return { amount: exact(total.amount + amount), currency };
  }, first);
}

/** Below 2^53 every integer is exact, and the product of two of them that is not is never below it. */
function exact(amount: number): number {
  if (!Number.isSafeInteger(amount)) throw totalTooLarge();
  return amount;
}
