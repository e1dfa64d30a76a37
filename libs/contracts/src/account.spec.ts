import { accountOf } from './account.js';

const ACCOUNT = '5e0b5b0e-5b0e-4b0e-8b0e-5b0e5b0e5b0e';

describe('the account that a token speaks for', () => {
  it('is its subject', () => {
    expect(accountOf({ sub: ACCOUNT, clientId: 'hallpass-first-party' })).toBe(ACCOUNT);
  });

  it.each(['order-api', '', `x${ACCOUNT}`, ACCOUNT])('is none where the client "%s" speaks for itself', (id) => {
    const accountIn = () => accountOf({ sub: id, clientId: id });
    expect(accountIn).toThrow(expect.objectContaining({ status: 403, code: 'account_required' }));
  });

  it('is none where the subject is no account', () => {
    const accountIn = () => accountOf({ sub: 'somebody', clientId: 'hallpass-first-party' });
    expect(accountIn).toThrow(expect.objectContaining({ code: 'account_required' }));
  });
});
