import { priceOrder } from './price-order.js';

const tea = { id: 'tea', name: 'Tea', unitPrice: { amount: 350, currency: 'EUR' } };
const bun = { id: 'bun', name: 'Bun', unitPrice: { amount: 120, currency: 'EUR' } };
const pie = { id: 'pie', name: 'Pie', unitPrice: { amount: 900, currency: 'USD' } };
const line = (productId: string, quantity = 1) => ({ productId, quantity });

describe('the price of an order', () => {
  it('is the sum of the catalogue prices, and each line keeps its name and price', () => {
    expect(priceOrder([line('bun', 3), line('tea', 2)], [tea, bun])).toEqual({
      lines: [
        { productId: 'bun', name: 'Bun', quantity: 3, unitPrice: bun.unitPrice },
        { productId: 'tea', name: 'Tea', quantity: 2, unitPrice: tea.unitPrice },
      ],
      total: { amount: 1060, currency: 'EUR' },
    });
  });

  it('refuses a product that is not in the catalogue and names the line', () => {
    expect(() => priceOrder([line('tea'), line('cake')], [tea])).toThrow(
      expect.objectContaining({
        status: 422,
        code: 'unknown_product',
        extensions: { errors: [{ path: 'lines.1.productId', message: 'is no product' }] },
      }),
    );
  });

  it('refuses two currencies in one order', () => {
    expect(() => priceOrder([line('tea'), line('pie')], [tea, pie])).toThrow(
      expect.objectContaining({ status: 422, code: 'mixed_currencies' }),
    );
  });

  it('refuses a total past what a number holds exactly', () => {
    const gold = { id: 'gold', name: 'Gold', unitPrice: { amount: 2 ** 52, currency: 'EUR' } };
    expect(() => priceOrder([line('gold', 1000)], [gold])).toThrow(
      expect.objectContaining({ status: 422, code: 'total_too_large' }),
    );
  });
});
