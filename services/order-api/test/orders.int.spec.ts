import { randomUUID } from 'node:crypto';
import { CHALK, line, OrderApi, type OrderBody, type PageBody, PUBLIC_URL } from './order-api.js';

const EVERYTHING = 'orders:read orders:write orders:read:any';

describe('orders', () => {
  let api: OrderApi;
  let [alice, bob] = ['', ''];
  let [asAlice, asBob, asSupport] = ['', '', ''];

  beforeAll(async () => {
    api = await OrderApi.start();
  });
  beforeEach(async () => {
    [alice, bob] = [randomUUID(), randomUUID()];
    [asAlice, asBob, asSupport] = await Promise.all([
      api.token({ sub: alice }),
      api.token({ sub: bob }),
      api.token({ scope: EVERYTHING }),
    ]);
  });
  afterAll(() => api?.stop());

  const place = async (token: string, quantity = 1) => (await api.order(token, [line(CHALK, quantity)])).body;
  const list = async (token: string, query = '') => api.get<PageBody<OrderBody>>(`/v1/orders${query}`, { token });
  async function walk(token: string, query: string, betweenPages?: () => Promise<unknown>): Promise<OrderBody[]> {
    const items: OrderBody[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await list(token, `?${query}${cursor && `&cursor=${cursor}`}`);
      expect(page.status).toBe(200);
      items.push(...page.body.items);
      cursor = page.body.nextCursor;
      if (cursor !== null) await betweenPages?.();
    }
    return items;
  }
  const ids = (orders: { id: string }[]) => orders.map(({ id }) => id);

  describe('of an account', () => {
    it('are listed newest first, and nobody else’s with them', async () => {
      const first = await place(asAlice, 1);
      await place(asBob);
      const second = await place(asAlice, 2);
      expect((await list(asAlice)).body).toEqual({ items: [second, first], nextCursor: null });
      expect((await list(asAlice, `?sub=${alice.toUpperCase()}`)).body.items).toEqual([second, first]);
    });

    it('are an empty page before the first one', async () => {
      expect(await list(asAlice)).toMatchObject({ status: 200, body: { items: [], nextCursor: null } });
    });

    it('come on pages without a gap or a repeat while others are placed', async () => {
      const placed: string[] = [];
      for (let n = 0; n < 7; n++) placed.unshift((await place(asAlice)).id);
      const seen = ids(await walk(asAlice, 'limit=2', () => place(asAlice)));
      expect(seen).toEqual(placed);
    });

    it('come on pages without a gap or a repeat when all were placed in the same millisecond', async () => {
      for (let n = 0; n < 5; n++) await place(asAlice);
      await api.database.pool.query(`UPDATE orders SET placed_at = '2026-01-01' WHERE sub = $1`, [alice]);
      const seen = ids(await walk(asAlice, 'limit=2'));
      expect(seen).toHaveLength(5);
      expect(seen).toEqual([...new Set(seen)].sort().reverse());
    });

    it.each(['limit=0', 'limit=101', 'limit=many', 'cursor=', 'offset=3', 'all=yes', 'sub=alice'])(
      'are not listed with ?%s',
      async (query) => {
        expect(await list(asSupport, `?${query}`)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
      },
    );

    it.each(['nonsense', '{"placedAt":"now"}', `{"placedAt":"0000-01-01T00:00:00Z","id":"${randomUUID()}"}`])(
      'are not listed from the cursor %p',
      async (position) => {
        const cursor = Buffer.from(position).toString('base64url');
        expect(await list(asAlice, `?cursor=${cursor}`)).toMatchObject({
          status: 400,
          body: { code: 'invalid_cursor' },
        });
      },
    );
  });

  describe('of somebody else', () => {
    it('can’t be told from orders that do not exist', async () => {
      const order = await place(asAlice);
      const theirs = await api.get(`/v1/orders/${order.id}`, { token: asBob });
      const none = await api.get(`/v1/orders/${randomUUID()}`, { token: asBob });
      expect(theirs).toMatchObject({ status: 404, body: { code: 'order_not_found' } });
      expect(theirs.body['detail']).toBe(none.body['detail']);
      expect(none).toMatchObject({ status: 404, body: { code: 'order_not_found' } });
    });

    it('are not listed', async () => {
      for (const query of [`?sub=${alice}`, '?all=true']) {
        const answer = await list(asBob, query);
        expect(answer).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } });
        const challenge = answer.headers.get('www-authenticate');
        expect(challenge).toContain('insufficient_scope');
        expect(challenge).toContain(`resource_metadata="${PUBLIC_URL}/.well-known/oauth-protected-resource"`);
      }
    });

    it('are seen by whoever may read any', async () => {
      const order = await place(asAlice);
      const other = await place(asBob);
      expect((await api.get(`/v1/orders/${order.id}`, { token: asSupport })).body).toEqual(order);
      expect((await list(asSupport, `?sub=${alice}`)).body.items).toEqual([order]);
      expect((await list(asSupport)).body.items).toEqual([]);
      expect(ids(await walk(asSupport, 'all=true&limit=100'))).toEqual(expect.arrayContaining([order.id, other.id]));
    });

    it('are of one account or of all, not both', async () => {
      const answer = await list(asSupport, `?all=true&sub=${alice}`);
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    });

    it('are seen by a client that may read any, and has none of its own', async () => {
      await place(asAlice);
      const asClient = await api.token({ sub: 'reporting', scope: EVERYTHING });
      expect((await list(asClient, '?all=true&limit=1')).body.items).toHaveLength(1);
      expect(await list(asClient)).toMatchObject({ status: 403, body: { code: 'account_required' } });
    });

    it('are not cancelled, not even by whoever may read any', async () => {
      const order = await place(asAlice);
      for (const token of [asBob, asSupport]) {
        const answer = await api.post(`/v1/orders/${order.id}/cancel`, { token });
        expect(answer).toMatchObject({ status: 404, body: { code: 'order_not_found' } });
      }
      expect((await api.get(`/v1/orders/${order.id}`, { token: asAlice })).body).toEqual(order);
    });
  });

  describe('are cancelled', () => {
    it('once', async () => {
      const order = await place(asAlice);
      const cancelled = await api.post(`/v1/orders/${order.id}/cancel`, { token: asAlice });
      expect(cancelled).toMatchObject({ status: 200, body: { ...order, status: 'cancelled' } });
      expect((await api.get(`/v1/orders/${order.id}`, { token: asAlice })).body).toEqual(cancelled.body);
      const again = await api.post(`/v1/orders/${order.id}/cancel`, { token: asAlice });
      expect(again).toMatchObject({ status: 409, body: { code: 'order_not_cancellable' } });
    });

    it('by one of ten requests at once, with one event', async () => {
      const order = await place(asAlice);
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => api.post(`/v1/orders/${order.id}/cancel`, { token: asAlice })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(409)]);
      const { rows } = await api.database.pool.query(
        `SELECT subject, account FROM outbox WHERE data->>'orderId' = $1 ORDER BY sequence`,
        [order.id],
      );
      expect(rows).toEqual([
        { subject: 'orders.v1.placed', account: alice },
        { subject: 'orders.v1.cancelled', account: alice },
      ]);
    });

    it('only when they exist', async () => {
      const answer = await api.post(`/v1/orders/${randomUUID()}/cancel`, { token: asAlice });
      expect(answer).toMatchObject({ status: 404, body: { code: 'order_not_found' } });
    });
  });

  it.each(['x', '1', 'null', `${'0'.repeat(8)}-0000`])('have no identifier like %p', async (id) => {
    const answers = [
      await api.get(`/v1/orders/${id}`, { token: asAlice }),
      await api.post(`/v1/orders/${id}/cancel`, { token: asAlice }),
    ];
    for (const answer of answers) expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });
});
