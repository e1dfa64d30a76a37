import { composeEmail, messageId } from './email.js';

const occurrence = { eventId: 'e', account: 'a', occurredAt: new Date('2026-11-22T12:00:00Z') };

describe('an e-mail', () => {
  it('is useful no longer than the token in it', () => {
    const verify = composeEmail({ ...occurrence, kind: 'account.verify-email', token: 't' });
    expect(verify).toMatchObject({ token: 't', expiresAt: new Date('2026-11-23T12:00:00Z') });
    const reset = composeEmail({ ...occurrence, kind: 'account.password-reset-requested', token: 't' });
    expect(reset.expiresAt).toEqual(new Date('2026-11-22T12:15:00Z'));
  });

  it('without a token is news for a week', () => {
    const changed = composeEmail({ ...occurrence, kind: 'account.password-changed' });
    expect(changed).toMatchObject({ token: null, expiresAt: new Date('2026-11-29T12:00:00Z') });
  });

  it('has the same Message-ID however often it is sent', () => {
    expect(messageId('1', 'Hallpass <no-reply@hallpass.test>')).toBe('<1@hallpass.test>');
    expect(messageId('1', 'no-reply@hallpass.test')).toBe('<1@hallpass.test>');
  });
});
