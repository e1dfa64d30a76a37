import { createHash } from 'node:crypto';
import type { DraftLine } from './order-draft.js';
import { idempotencyKeyRequired, invalidIdempotencyKey } from './orders.problems.js';

const PRINTABLE = /^[\x21-\x7e]{1,255}$/;

/**
 * The value of the Idempotency-Key header, checked.
 *
 * @throws `idempotency_key_required` when it is missing or empty, `invalid_idempotency_key` when it is too long, has a
 * character outside printable ASCII, or came twice.
 */
export function idempotencyKey(header: string | readonly string[] | undefined): string {
  if (header === undefined || header === '') throw idempotencyKeyRequired();
  if (typeof header !== 'string' || !PRINTABLE.test(header)) throw invalidIdempotencyKey();
  return header;
}

/**
 * SHA-256, in hex, of what the order asks for. Two bodies that differ only in white space, in the order of members
 * or in the case of an identifier have the same hash; the order of the lines counts, because the answer keeps it.
 */
export function bodyHash(lines: readonly DraftLine[]): string {
  const canonical = JSON.stringify(lines.map(({ productId, quantity }) => [productId, quantity]));
  return createHash('sha256').update(canonical).digest('hex');
}
