import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { AUDIENCES } from '@hallpass/contracts';
import { OrderApi } from './order-api.js';

const id = '0b7e6a52-0000-4000-8000-000000000000';
const ROUTES = [
  { method: 'get', path: '/v1/products', scope: 'orders:read' },
  { method: 'get', path: '/v1/orders', scope: 'orders:read' },
  { method: 'get', path: `/v1/orders/${id}`, scope: 'orders:read' },
  { method: 'post', path: '/v1/orders', scope: 'orders:write' },
  { method: 'post', path: `/v1/orders/${id}/cancel`, scope: 'orders:write' },
] as const;

describe('access', () => {
  let api: OrderApi;
  beforeAll(async () => {
    api = await OrderApi.start();
  });
  afterAll(() => api?.stop());

  describe.each(ROUTES)('$method $path', ({ method, path, scope }) => {
    const call = (token?: string) => api[method](path, { token });
    const invalid = { status: 401, body: { code: 'invalid_token' } };

    it('refuses a request without a token, and names where to get one', async () => {
      const answer = await call();
      expect(answer).toMatchObject({ status: 401, body: { code: 'missing_token' } });
      expect(answer.headers.get('www-authenticate')).toMatch(
        /^Bearer resource_metadata="http:\/\/127\.0\.0\.1:3002\/\.well-known\/oauth-protected-resource"$/,
      );
    });

    it.each(['x', 'a.b.c', 'a.b.c.d.e', 'a+b.c/d.e~', 'e'.repeat(9000)].map((token) => [token.slice(0, 12), token]))(
      'refuses the malformed token %p',
      async (_, token) => {
        const answer = await call(token);
        expect(answer).toMatchObject(invalid);
        expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
      },
    );

    it('refuses a token for another service', async () => {
      for (const aud of [AUDIENCES.identityApi, AUDIENCES.notifications]) {
        expect(await call(await api.token({ aud, scope }))).toMatchObject(invalid);
      }
    });

    it('refuses a token that another key set signed, though its audience is ours', async () => {
      const now = Math.floor(Date.now() / 1000);
      const claims = {
        iss: api.issuer.url,
        aud: AUDIENCES.orderApi,
        sub: randomUUID(),
        client_id: 'hallpass-first-party',
        scope,
        jti: randomUUID(),
        iat: now,
        exp: now + 60,
      };
      for (const useCase of ['identity-api', 'notifications', 'id-token', 'email-verification', 'password-reset']) {
        expect(await call(await api.issuer.mintWith(useCase, 'at+jwt', claims))).toMatchObject(invalid);
      }
    });

    it('refuses an expired token', async () => {
      const now = Math.floor(Date.now() / 1000);
      expect(await call(await api.token({ scope, iat: now - 400, exp: now - 100 }))).toMatchObject(invalid);
    });

    it('refuses a token without the scope, and names the scope', async () => {
      const answer = await call(await api.token({ scope: 'orders:read:any' }));
      expect(answer).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } });
      expect(answer.headers.get('www-authenticate')).toContain(`scope="${scope}"`);
    });

    it('lets the scope in', async () => {
      const { status } = await call(await api.token({ scope }));
      expect([200, 400, 404]).toContain(status);
    });
  });

  it('refuses two Authorization headers', async () => {
    const authorization = `Bearer ${await api.token()}`;
    const outgoing = request(new URL('/v1/orders', api.url)).setHeader('Authorization', [authorization, authorization]);
    const [response] = (await once(outgoing.end(), 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(400);
    expect(JSON.parse(await text(response))).toMatchObject({ code: 'invalid_request' });
  });

  it.each(['/v1/baskets', '/', '/v1/orders/x/y'])('answers 404 to the unknown route %s', async (path) => {
    expect(await api.get(path, { token: await api.token() })).toMatchObject({
      status: 404,
      body: { code: 'route_not_found' },
    });
  });
});
