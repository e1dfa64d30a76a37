import { emailAddress, normaliseEmail } from './email-address.js';

describe('an e-mail address', () => {
  it('is trimmed and lower case', () => {
    expect(emailAddress.parse('  Alice@Example.COM ')).toBe('alice@example.com');
  });

  it.each(['', 'alice', 'alice@', '@example.com', 'a b@example.com', 'a\u0000@example.com', `${'a'.repeat(250)}@b.co`])(
    'is not: %j',
    (text) => {
      expect(emailAddress.safeParse(text).success).toBe(false);
      expect(normaliseEmail(text)).toBeUndefined();
    },
  );
});
