import { emailAddress } from './email-address.js';

const label = (length: number) => 'd'.repeat(length);

describe('an e-mail address', () => {
  it.each([
    'ana@example.com',
    'ana@example.xn--p1ai',
    'ana@xn--e1afmkfd.xn--p1ai',
    'ana@localhost',
    'ana@192.0.2.1',
    'ana@sub.example.co.uk',
    'ana@a-b--c.example',
    'a@b',
    'ana+tag@example.com',
    'dep/ana@example.com',
    'ana&bob@example.com',
    'ana=bob@example.com',
    '~ana@example.com',
    "o'neill@example.com",
    "ana'@example.com",
    "!#$%&'*+/=?^_`{|}~-@example.com",
    'ana.maria@example.com',
    // No dot-atom of RFC 5321 but taken by browsers: sent in quotes.
    '.ana@example.com',
    'ana.@example.com',
    'ana..maria@example.com',
    `${'a'.repeat(64)}@example.com`,
    `ana@${label(63)}.com`,
    `${'a'.repeat(64)}@${label(63)}.${label(63)}.${label(61)}`, // 254
  ])('is %s', (text) => {
    expect(emailAddress.safeParse(text)).toMatchObject({ success: true, data: text });
  });

  it.each([
    '',
    'ana',
    'ana@',
    '@example.com',
    'ana@@example.com',
    'ana@example@example.com',
    'a b@example.com',
    '"ana"@example.com',
    'ana(comment)@example.com',
    'Ana <ana@example.com>',
    'ana@example.com,bob@example.com',
    'ana\u0000@example.com',
    'ana@example.com\r\nBcc: bob@example.com',
    'ana@example.com\n',
    'anä@example.com',
    'ana@exämple.com',
    'ana@.com',
    'ana@example..com',
    'ana@example.com.',
    'ana@-example.com',
    'ana@example-.com',
    'ana@exa_mple.com',
    'ana@[192.0.2.1]',
    `${'a'.repeat(65)}@example.com`,
    `ana@${label(64)}.com`,
    `${'a'.repeat(64)}@${label(63)}.${label(63)}.${label(62)}`, // 255
  ])('is not: %j', (text) => {
    expect(emailAddress.safeParse(text).success).toBe(false);
  });
});
