import { accountOf } from './account.js';

describe('the account of a subject', () => {
  it('is the subject, where that is a UUID', () => {
    expect(accountOf('5e0b5b0e-5b0e-4b0e-8b0e-5b0e5b0e5b0e')).toBe('5e0b5b0e-5b0e-4b0e-8b0e-5b0e5b0e5b0e');
  });

  it.each(['order-api', '', 'x5e0b5b0e-5b0e-4b0e-8b0e-5b0e5b0e5b0e'])('is none for the client %p', (sub) => {
    expect(() => accountOf(sub)).toThrow(expect.objectContaining({ status: 403, code: 'account_required' }));
  });
});
