import { randomUUID } from 'node:crypto';
import { OrderApi, type PageBody } from './order-api.js';

interface ProductBody {
  id: string;
  name: string;
}

describe('products', () => {
  let api: OrderApi;
  let token: string;
  beforeAll(async () => {
    api = await OrderApi.start();
    token = await api.token({ scope: 'orders:read' });
  });
  afterAll(() => api?.stop());
  const list = (query = '') => api.get<PageBody<ProductBody>>(`/v1/products${query}`, { token });

  it('are there from the start, by name, with prices in minor units', async () => {
    const { status, body } = await list();
    expect(status).toBe(200);
    expect(body.items).toHaveLength(8);
    expect(body.nextCursor).toBeNull();
    expect(body.items[0]).toEqual({
      id: '0b7e6a52-3c1d-4f7e-9a60-1f2d3c4b5a04',
      name: 'Brass bell',
      description: 'Ends every lesson on time.',
      unitPrice: { amount: 8900, currency: 'EUR' },
    });
  });

  it('come on pages without a gap or a repeat while others are added', async () => {
    const all = (await list()).body.items.map(({ id }) => id);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body }: { body: PageBody<ProductBody> } = await list(`?limit=3${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.items.map(({ id }) => id));
      cursor = body.nextCursor;
      await api.database.pool.query(`INSERT INTO products VALUES ($1, 'Apple', 'For the teacher', 40, 'EUR')`, [
        randomUUID(),
      ]);
    }
    expect(seen).toEqual(all);
  });

  it('of one name are told apart on pages', async () => {
    const first = (await list('?limit=1')).body;
    const second = (await list(`?limit=1&cursor=${first.nextCursor}`)).body;
    expect([first.items[0]?.name, second.items[0]?.name]).toEqual(['Apple', 'Apple']);
    expect(first.items[0]?.id).not.toBe(second.items[0]?.id);
  });

  it.each([
    ['limit=0', 'invalid_request'],
    ['page=2', 'invalid_request'],
    ['cursor=nonsense', 'invalid_cursor'],
    [`cursor=${Buffer.from('{"name":"a\\u0000","id":"x"}').toString('base64url')}`, 'invalid_cursor'],
  ])('are not listed with ?%s', async (query, code) => {
    expect(await list(`?${query}`)).toMatchObject({ status: 400, body: { code } });
  });
});
