import { randomUUID } from 'node:crypto';
import { ForeignIssuer } from './test/foreign-issuer.ts';
import { Forked } from './test/forked.ts';
import { itStandsAlone } from './test/stands-alone.ts';

describe('a forked OrderAPI', () => {
  let forked: Forked;
  beforeAll(() => {
    forked = new Forked('order-api');
  });
  afterAll(() => forked?.remove());

  itStandsAlone(() => forked);

  it('takes orders with tokens of an issuer that is not ours, and refuses those of nobody', async () => {
    const issuer = await ForeignIssuer.start();
    const { url, printed } = await forked.start({ ISSUER: issuer.url });
    expect(printed).toContain('revocations: none announced');
    const call = async (path: string, token: string, init: RequestInit = {}) => {
      const headers = {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      };
      const response = await fetch(url + path, { ...init, headers });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    const token = await issuer.mint('urn:hallpass:order-api', 'orders:read orders:write');
    const { body: page } = await call('/v1/products', token);
    const [{ id: productId }] = page['items'] as [{ id: string }];
    const order = { method: 'POST', body: JSON.stringify({ lines: [{ productId, quantity: 2 }] }) };
    const placed = await call('/v1/orders', token, order);
    expect(placed).toMatchObject({ status: 201, body: { status: 'placed', lines: [{ productId, quantity: 2 }] } });
    expect(await call(`/v1/orders/${String(placed.body['id'])}`, token)).toMatchObject({ status: 200 });

    const stranger = await ForeignIssuer.start();
    const forged = await stranger.mint('urn:hallpass:order-api', 'orders:read orders:write');
    expect(await call('/v1/orders', forged, order)).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
    const elsewhere = await issuer.mint('urn:example:elsewhere', 'orders:read orders:write');
    expect(await call('/v1/orders', elsewhere, order)).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
    await forked.stop();
    await Promise.all([issuer.stop(), stranger.stop()]);
  });

  it('starts with an issuer of its own when none is named', async () => {
    const { url, printed } = await forked.start();
    const token = /^token: (\S+)$/m.exec(printed)?.[1] ?? '';
    const { status } = await fetch(`${url}/v1/orders`, { headers: { authorization: `Bearer ${token}` } });
    expect(status).toBe(200);
    expect((await fetch(`${url}/v1/orders`)).status).toBe(401);
    await forked.stop();
  });
});
