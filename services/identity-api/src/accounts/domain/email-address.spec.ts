import { emailAddress, normaliseEmail } from './email-address.js';

describe('an e-mail address', () => {
  it.each([
    ['  Alice@Example.COM ', 'alice@example.com'],
    ["O'Neill/Sales'@Example.xn--P1AI", "o'neill/sales'@example.xn--p1ai"],
  ])('is trimmed and lower case: %j', (text, address) => {
    expect(emailAddress.parse(text)).toBe(address);
  });

  it.each(['', 'alice', 'alice@', '@example.com', 'a b@example.com', 'a\u0000@example.com', `${'a'.repeat(250)}@b.co`])(
    'is not: %j',
    (text) => {
      expect(emailAddress.safeParse(text).success).toBe(false);
      expect(normaliseEmail(text)).toBeUndefined();
    },
  );

  it('is not what lower case turns into one: the Kelvin sign is no k', () => {
    expect(normaliseEmail('\u212aate@example.com')).toBeUndefined();
  });
});
