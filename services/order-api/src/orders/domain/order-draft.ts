import { duplicateProduct, invalidLineCount, invalidQuantity, unknownProduct } from './orders.problems.js';

export const MAX_LINES = 50;
export const MAX_QUANTITY = 1000;

/** A line as a client asked for it: the shape is checked, the rules are not. */
export interface RequestedLine {
  readonly productId: string;
  readonly quantity: unknown;
}

/** A line that keeps every rule that can be checked without the catalogue. */
export interface DraftLine {
  readonly productId: string;
  readonly quantity: number;
}

/**
 * Checks the rules of an order's lines and answers them with the product identifiers in lower case.
 *
 * @throws `invalid_line_count`, `invalid_quantity`, `unknown_product`, `duplicate_product`: the last three name the line.
 */
export function draftOrder(lines: readonly RequestedLine[]): DraftLine[] {
  if (lines.length < 1 || lines.length > MAX_LINES) throw invalidLineCount();
  const seen = new Set<string>();
  return lines.map(({ productId, quantity }, line) => {
    if (!isQuantity(quantity))
      throw invalidQuantity(at(line, 'quantity', `must be a whole number from 1 to ${MAX_QUANTITY}`));
    const id = productId.toLowerCase();
    if (!UUID.test(id)) throw unknownProduct(at(line, 'productId', 'is no product'));
    if (seen.has(id)) throw duplicateProduct(at(line, 'productId', 'is on an earlier line'));
    seen.add(id);
    return { productId: id, quantity };
  });
}

/** Names the line, and the member of it, that broke a rule. */
export function at(line: number, member: keyof RequestedLine, message: string) {
  return { extensions: { errors: [{ path: `lines.${line}.${member}`, message }] } };
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

function isQuantity(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_QUANTITY;
}
