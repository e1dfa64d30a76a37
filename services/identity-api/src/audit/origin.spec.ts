import { originOf } from './origin.js';

describe('the origin of a request', () => {
  it('is its client’s address and user agent', () => {
    const request = { ip: '192.0.2.1', headers: { 'user-agent': 'curl/8' } };
    expect(originOf(request)).toEqual({ ip: '192.0.2.1', userAgent: 'curl/8' });
  });

  it('has no user agent where none was sent, and never a long one', () => {
    expect(originOf({ ip: '192.0.2.1', headers: {} })).toEqual({ ip: '192.0.2.1' });
    const long = originOf({ ip: '192.0.2.1', headers: { 'user-agent': 'x'.repeat(5000) } });
    expect(long.userAgent).toHaveLength(256);
  });

  it('has no control characters in it, of which headers may carry a tab and those above U+007F', () => {
    expect(originOf({ ip: '192.0.2.1', headers: { 'user-agent': 'a\tb\u0085c\u009bd' } }).userAgent).toBe('a b c d');
  });

  it('has the canonical address of an IPv4 client on an IPv6 socket, and none where there is none', () => {
    expect(originOf({ ip: '::ffff:192.0.2.1', headers: {} })).toEqual({ ip: '192.0.2.1' });
    expect(originOf({ ip: 'unknown', headers: {} })).toEqual({});
  });
});
