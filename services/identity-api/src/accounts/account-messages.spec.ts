import * as messages from './account-messages.js';
import type { Account } from './domain/account.js';

const at = new Date(0);
const account: Account = {
  id: '5e0b5b0e-5b0e-4b0e-8b0e-5b0e5b0e5b0e',
  email: 'alice@hallpass.test',
  emailVerifiedAt: null,
  displayName: null,
  nameVersion: 0,
  status: 'active',
  roles: ['customer'],
  tokenEpoch: 0,
  passwordChangedAt: at,
  createdAt: at,
  updatedAt: at,
};

describe('messages about an account', () => {
  it.each([
    messages.registered(account, null),
    messages.renamed(account),
    messages.emailVerified(account),
    messages.passwordChanged(account, 1),
    messages.deactivated(account, 1),
    messages.reactivated(account, 1),
  ])('keep their order where the account changed: $subject', ({ aggregate }) => {
    expect(aggregate).toBe(`account:${account.id}`);
  });

  it('carry the name of a verified address only', () => {
    const named = { ...account, displayName: 'Alice' };
    const token = { purpose: 'password-reset', claims: {} } as const;
    const sealedFor = (of: Account) => messages.passwordResetRequested(of, token).confidential;
    expect(sealedFor(named)).toMatchObject({ displayName: null });
    expect(sealedFor({ ...named, emailVerifiedAt: at })).toMatchObject({ displayName: 'Alice' });
    expect(messages.registered(named, token).confidential).toMatchObject({ displayName: null });
  });

  it.each([
    messages.registrationRepeated(account),
    messages.passwordResetRequested(account, { purpose: 'password-reset', claims: {} }),
  ])('wait for no other where it did not: $subject', (message) => {
    expect(message).not.toHaveProperty('aggregate');
    expect(message.account).toBe(account.id);
  });
});
