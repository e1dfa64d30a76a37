import { formatMoney } from './order-summary.js';

describe('an amount of money', () => {
  it('is written with the decimals of its currency', () => {
    expect(formatMoney({ amount: 1250, currency: 'EUR' })).toBe('€12.50');
    expect(formatMoney({ amount: 1250, currency: 'JPY' })).toBe('¥1,250');
  });
});
