import { mailbox } from './mailbox.js';

describe('a mailbox', () => {
  it.each(['ana@example.com', "a.b/&=~'@example.xn--p1ai", '!#$%*+-/?^_`{|}~@localhost'])(
    '%s is written as it is',
    (address) => {
      expect(mailbox(address)).toBe(address);
    },
  );

  it.each([
    ['.ana@example.com', '".ana"@example.com'],
    ['ana.@example.com', '"ana."@example.com'],
    ['a..b@example.com', '"a..b"@example.com'],
  ])('%s is no dot-string: it is quoted', (address, quoted) => {
    expect(mailbox(address)).toBe(quoted);
  });
});
