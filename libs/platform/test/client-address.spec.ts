import { startExample } from './example-service.js';

describe('the address of a client', () => {
  it.each([
    ['true', '203.0.113.8:40000', '203.0.113.8'],
    ['true', '[2001:db8::9]:443', '2001:db8::9'],
    ['true', 'unknown', '127.0.0.1'],
    ['true', '_hidden', '127.0.0.1'],
    ['true', '', '127.0.0.1'],
    ['true', '203.0.113.8, unknown, 10.0.0.2:80', '10.0.0.2'],
    ['127.0.0.1', '198.51.100.7, 203.0.113.8:40000', '203.0.113.8'],
    ['127.0.0.1', '198.51.100.7, unknown', '127.0.0.1'],
    ['127.0.0.1,10.0.0.0/8', '203.0.113.8:1, 10.0.0.2:2', '203.0.113.8'],
    ['2', '198.51.100.7, 203.0.113.8:1, 10.0.0.2:2', '203.0.113.8'],
    ['10.0.0.1', '203.0.113.8', '127.0.0.1'],
    ['false', '203.0.113.8', '127.0.0.1'],
  ])('with TRUST_PROXY=%s and X-Forwarded-For: %s is %s', async (TRUST_PROXY, forwarded, address) => {
    const { app, url } = await startExample({ TRUST_PROXY });
    try {
      const answer = await fetch(`${url}/v1/client`, { headers: { 'x-forwarded-for': forwarded } });
      expect(await answer.json()).toEqual({ ip: address });
    } finally {
      await app.close();
    }
  });
});
