import { draftOrder, MAX_LINES } from './order-draft.js';

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const refused = (code: string, path?: string) =>
  expect.objectContaining({
    status: 422,
    code,
    ...(path && { extensions: { errors: [{ path, message: expect.any(String) }] } }),
  });

describe('the draft of an order', () => {
  it.each([1, 2, 999, 1000])('allows a quantity of %p', (quantity) => {
    expect(draftOrder([{ productId: uuid(1), quantity }])).toEqual([{ productId: uuid(1), quantity }]);
  });

  it.each([0, -1, 1001, 1e9, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '1', '', null, true, [1], {}])(
    'refuses a quantity of %p and names the line',
    (quantity) => {
      const lines = [
        { productId: uuid(1), quantity: 1 },
        { productId: uuid(2), quantity },
      ];
      expect(() => draftOrder(lines)).toThrow(refused('invalid_quantity', 'lines.1.quantity'));
    },
  );

  it.each([0, MAX_LINES + 1])('refuses %p lines', (length) => {
    const lines = Array.from({ length }, (_, n) => ({ productId: uuid(n), quantity: 1 }));
    expect(() => draftOrder(lines)).toThrow(refused('invalid_line_count'));
  });

  it(`allows ${MAX_LINES} lines`, () => {
    const lines = Array.from({ length: MAX_LINES }, (_, n) => ({ productId: uuid(n), quantity: 1 }));
    expect(draftOrder(lines)).toEqual(lines);
  });

  it('refuses a product twice, in whatever case it is written', () => {
    const id = 'abcdef00-0000-4000-8000-000000000000';
    const lines = [
      { productId: id, quantity: 1 },
      { productId: id.toUpperCase(), quantity: 1 },
    ];
    expect(() => draftOrder(lines)).toThrow(refused('duplicate_product', 'lines.1.productId'));
  });

  it('refuses an identifier that no product can have', () => {
    expect(() => draftOrder([{ productId: 'tea', quantity: 1 }])).toThrow(
      refused('unknown_product', 'lines.0.productId'),
    );
  });
});
