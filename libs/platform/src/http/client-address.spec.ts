import { clientAddress, forwardedAddresses } from './client-address.js';

describe('the address in an element of X-Forwarded-For', () => {
  it.each([
    ['203.0.113.8', '203.0.113.8'],
    [' 203.0.113.8 ', '203.0.113.8'],
    ['203.0.113.8:40000', '203.0.113.8'],
    ['203.0.113.8:_hidden', '203.0.113.8'],
    ['"203.0.113.8:40000"', '203.0.113.8'],
    ['2001:db8::9', '2001:db8::9'],
    ['2001:DB8:0:0::0009', '2001:db8::9'],
    ['[2001:db8::9]', '2001:db8::9'],
    ['[2001:db8::9]:443', '2001:db8::9'],
    ['"[2001:db8::9]:443"', '2001:db8::9'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['[::FFFF:c000:207]:80', '192.0.2.7'],
    ['fe80::1%eth0', 'fe80::1'],
    ['[fe80::1%eth0]:80', 'fe80::1'],
    ['::1', '::1'],
  ])('%s is %s', (element, address) => {
    expect(clientAddress(element)).toBe(address);
  });

  it.each([
    undefined,
    '',
    'unknown',
    'unknown:80',
    '_obfuscated',
    '_gazonk:_port',
    '203.0.113.8:',
    '203.0.113.8:123456',
    '203.0.113.08',
    '203.0.113',
    '[203.0.113.8]:80',
    '[2001:db8::9',
    '2001:db8::9]',
    '[]:80',
    'example.com',
    '203.0.113.8 203.0.113.9',
    '203.0.113.8:80:80',
  ])('%p is none', (element) => {
    expect(clientAddress(element)).toBeUndefined();
  });
});

describe('the addresses of X-Forwarded-For', () => {
  it('are all of them, where each is one', () => {
    const header = '203.0.113.8:40000, [2001:db8::9]:443,10.0.0.2';
    expect(forwardedAddresses(header)).toEqual(['203.0.113.8', '2001:db8::9', '10.0.0.2']);
  });

  it('begin after the last element that is none', () => {
    expect(forwardedAddresses('203.0.113.8, unknown, 10.0.0.2')).toEqual(['10.0.0.2']);
    expect(forwardedAddresses('203.0.113.8, _hidden')).toEqual([]);
    expect(forwardedAddresses('203.0.113.8,')).toEqual([]);
  });
});
