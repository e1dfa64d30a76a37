import { type Operation, operationsOf, tryOperation } from '@hallpass/testing';
import { OrderApi } from './order-api.js';

/** Its subject is its name (RFC 9068 section 2.2); and it may be a UUID, without being an account. */
describe.each(['reporting', '7c5a3f4e-1d2b-4c6a-9e8f-0a1b2c3d4e5f'])('the client %s, for itself', (sub) => {
  let api: OrderApi;
  let operations: Operation[];
  beforeAll(async () => {
    api = await OrderApi.start();
    operations = operationsOf((await api.get<{ paths: object }>('/docs/json')).body);
  });
  afterAll(() => api?.stop());

  const tokenFor = (scope: string) => api.token({ sub, client_id: sub, sid: undefined, epoch: undefined, scope });

  it('gets no 5xx from any route', async () => {
    const failed: unknown[] = [];
    for (const scope of ['orders:read orders:write orders:read:any', 'orders:read', '']) {
      const token = await tokenFor(scope);
      for (const operation of operations) {
        const tried = await tryOperation(api.url, operation, { token });
        if (tried.status >= 500) failed.push({ route: operation.route, scope, ...tried });
      }
    }
    expect(operations.length).toBeGreaterThan(5);
    expect(failed).toEqual([]);
  });

  it('is refused where an account is needed', async () => {
    const token = await tokenFor('orders:read orders:write');
    for (const operation of operations.filter(({ route }) => route.includes('/v1/orders'))) {
      const { status, code } = await tryOperation(api.url, operation, { token });
      expect([operation.route, status, code]).toEqual([operation.route, 403, 'account_required']);
    }
    expect((await api.get('/v1/products', { token })).status).toBe(200);
  });
});
