import { bodyHash, idempotencyKey } from './idempotency.js';

describe('an Idempotency-Key', () => {
  it.each(['1', '7f1d9a5e-9b0e-4d8e-8a55-5d9b3c0f7a11', 'x'.repeat(255), '!~'])('may be %p', (key) => {
    expect(idempotencyKey(key)).toBe(key);
  });

  it.each([undefined, ''])('is required, and %p is none', (header) => {
    expect(() => idempotencyKey(header)).toThrow(
      expect.objectContaining({ status: 400, code: 'idempotency_key_required' }),
    );
  });

  it.each(['x'.repeat(256), 'a b', 'a, a', 'ü', 'a\tb', 'a\u0000'].map((header) => [header]))(
    'may not be %p',
    (header) => {
      expect(() => idempotencyKey(header)).toThrow(
        expect.objectContaining({ status: 400, code: 'invalid_idempotency_key' }),
      );
    },
  );

  it('may not come twice', () => {
    expect(() => idempotencyKey(['a', 'b'])).toThrow(expect.objectContaining({ code: 'invalid_idempotency_key' }));
  });
});

describe('the hash of a body', () => {
  const tea = { productId: 'tea', quantity: 1 };
  const bun = { productId: 'bun', quantity: 2 };

  it('does not depend on the order of members', () => {
    expect(bodyHash([{ quantity: 1, productId: 'tea' }])).toBe(bodyHash([tea]));
    expect(bodyHash([tea])).toMatch(/^[\da-f]{64}$/);
  });

  it('depends on products, quantities and the order of lines', () => {
    const hashes = [[tea], [{ ...tea, quantity: 2 }], [bun], [tea, bun], [bun, tea]].map(bodyHash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
