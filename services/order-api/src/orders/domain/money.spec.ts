import { sum, times } from './money.js';

const eur = (amount: number) => ({ amount, currency: 'EUR' });

describe('money', () => {
  it('multiplies and adds in minor units', () => {
    expect(sum([times(eur(1250), 3), times(eur(299), 2)])).toEqual(eur(4348));
  });

  it('refuses a product past what a number holds exactly', () => {
    expect(times(eur(Number.MAX_SAFE_INTEGER), 1)).toEqual(eur(Number.MAX_SAFE_INTEGER));
    expect(() => times(eur(Number.MAX_SAFE_INTEGER), 2)).toThrow(expect.objectContaining({ code: 'total_too_large' }));
  });

  it('refuses a sum past what a number holds exactly', () => {
    expect(() => sum([eur(Number.MAX_SAFE_INTEGER), eur(1)])).toThrow(
      expect.objectContaining({ code: 'total_too_large', status: 422 }),
    );
  });

  it('never adds two currencies', () => {
    expect(() => sum([eur(1), { amount: 1, currency: 'USD' }])).toThrow(TypeError);
  });
});
