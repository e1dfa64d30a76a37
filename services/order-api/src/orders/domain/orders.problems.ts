import { defineProblem } from '@hallpass/contracts';

export const idempotencyKeyRequired = defineProblem({
  code: 'idempotency_key_required',
  status: 400,
  title: 'An Idempotency-Key is required',
  detail: 'Send an Idempotency-Key header with a value that is new for each order, such as a UUID.',
});

export const invalidIdempotencyKey = defineProblem({
  code: 'invalid_idempotency_key',
  status: 400,
  title: 'The Idempotency-Key is not usable',
  detail: 'Send one Idempotency-Key of 1 to 255 printable ASCII characters, such as a UUID.',
});

export const idempotencyKeyReused = defineProblem({
  code: 'idempotency_key_reused',
  status: 422,
  title: 'The Idempotency-Key belongs to another request',
  detail: 'This Idempotency-Key placed an order with another body. Send a new key for a new order.',
});

export const invalidLineCount = defineProblem({
  code: 'invalid_line_count',
  status: 422,
  title: 'Too few or too many lines',
  detail: 'Send between 1 and 50 lines.',
});

export const invalidQuantity = defineProblem({
  code: 'invalid_quantity',
  status: 422,
  title: 'A quantity is not allowed',
  detail: 'Send a whole number from 1 to 1000 as the quantity of each line.',
});

export const duplicateProduct = defineProblem({
  code: 'duplicate_product',
  status: 422,
  title: 'A product is on several lines',
  detail: 'Send one line for each product, with the whole quantity.',
});

export const unknownProduct = defineProblem({
  code: 'unknown_product',
  status: 422,
  title: 'A product does not exist',
  detail: 'Take the product identifiers from GET /v1/products.',
});

export const mixedCurrencies = defineProblem({
  code: 'mixed_currencies',
  status: 422,
  title: 'The products are priced in different currencies',
  detail: 'Place one order for each currency.',
});

export const totalTooLarge = defineProblem({
  code: 'total_too_large',
  status: 422,
  title: 'The total is too large',
  detail: 'Split the order into smaller ones.',
});

export const orderNotFound = defineProblem({
  code: 'order_not_found',
  status: 404,
  title: 'No such order',
  detail: 'There is no order with this identifier that you may see. List yours with GET /v1/orders.',
});

export const orderNotCancellable = defineProblem({
  code: 'order_not_cancellable',
  status: 409,
  title: 'The order cannot be cancelled',
  detail: 'Only an order whose status is "placed" can be cancelled.',
});

export const tooManyOrders = defineProblem({
  code: 'too_many_orders',
  status: 429,
  title: 'Too many orders of this account',
  detail: 'Try again after the time in Retry-After, with the same Idempotency-Key.',
});
