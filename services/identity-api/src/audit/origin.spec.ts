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
});
