import { randomUUID } from 'node:crypto';
import { CHALK, line, OAK_PASS, OrderApi, type OrderBody } from './order-api.js';

const TABLES = ['orders', 'order_lines', 'idempotency_keys', 'outbox'];

describe('placing an order', () => {
  let api: OrderApi;
  let token: string;
  const counts = () => Promise.all(TABLES.map((table) => api.count(table)));

  beforeAll(async () => {
    api = await OrderApi.start();
    token = await api.token();
  });
  afterAll(() => api?.stop());

  it('answers the order with names, prices and the total of the catalogue', async () => {
    const answer = await api.order(token, [line(CHALK, 3), line(OAK_PASS, 2)]);
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^[\da-f-]{36}$/),
      status: 'placed',
      lines: [
        { productId: CHALK, name: 'Chalk, box of 12', quantity: 3, unitPrice: { amount: 299, currency: 'EUR' } },
        { productId: OAK_PASS, name: 'Hall pass, oak', quantity: 2, unitPrice: { amount: 1250, currency: 'EUR' } },
      ],
      total: { amount: 3397, currency: 'EUR' },
      placedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
    expect(answer.headers.get('location')).toBe(`/v1/orders/${answer.body.id}`);
    const found = await api.get<OrderBody>(`/v1/orders/${answer.body.id}`, { token });
    expect(found.body).toEqual(answer.body);
  });

  it('keeps the price it was placed at when the catalogue changes', async () => {
    const id = randomUUID();
    const { pool } = api.database;
    await pool.query(`INSERT INTO products VALUES ($1, 'Map', 'Of the school', 700, 'EUR')`, [id]);
    const order = await api.order(token, [line(id)]);
    await pool.query(`UPDATE products SET unit_price_amount = 900, name = 'Plan' WHERE id = $1`, [id]);
    const found = await api.get<OrderBody>(`/v1/orders/${order.body.id}`, { token });
    expect(found.body.lines).toEqual([
      { productId: id, name: 'Map', quantity: 1, unitPrice: { amount: 700, currency: 'EUR' } },
    ]);
    await pool.query('DELETE FROM products WHERE id = $1', [id]);
  });

  describe('with an Idempotency-Key', () => {
    it('answers the same order to the same request, also when members are written in another order', async () => {
      const key = randomUUID();
      const first = await api.order(token, [line(CHALK, 2)], key);
      const body = ` { "lines" : [ { "quantity": 2, "productId": "${CHALK.toUpperCase()}" } ] }`;
      const again = await api.post('/v1/orders', { token, headers: { 'idempotency-key': key }, body });
      expect([first.status, again.status]).toEqual([201, 201]);
      expect(again.body).toEqual(first.body);
      expect(first.headers.get('idempotency-replayed')).toBeNull();
      expect(again.headers.get('idempotency-replayed')).toBe('true');
    });

    it('answers as it did at first when the order has been cancelled since', async () => {
      const key = randomUUID();
      const first = await api.order(token, [line(CHALK)], key);
      await api.post(`/v1/orders/${first.body.id}/cancel`, { token });
      expect((await api.order(token, [line(CHALK)], key)).body).toEqual(first.body);
    });

    it('answers the same order when the product has left the catalogue since', async () => {
      const [id, key] = [randomUUID(), randomUUID()];
      await api.database.pool.query(`INSERT INTO products VALUES ($1, 'Globe', 'Of the world', 700, 'EUR')`, [id]);
      const first = await api.order(token, [line(id)], key);
      await api.database.pool.query('DELETE FROM products WHERE id = $1', [id]);
      expect((await api.order(token, [line(id)], key)).body).toEqual(first.body);
    });

    it('places one order for twenty requests at once, and tells each of them the same', async () => {
      const key = randomUUID();
      const before = await counts();
      const answers = await Promise.all(Array.from({ length: 20 }, () => api.order(token, [line(CHALK)], key)));
      expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201));
      expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
      expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1);
      expect(await counts()).toEqual(before.map((count) => count + 1));
    });

    it('refuses another body under the same key, and writes nothing', async () => {
      const key = randomUUID();
      await api.order(token, [line(CHALK, 1)], key);
      const before = await counts();
      const other = await api.order(token, [line(CHALK, 2)], key);
      expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
      expect(await counts()).toEqual(before);
    });

    it('keeps the keys of two accounts apart', async () => {
      const key = randomUUID();
      const mine = await api.order(token, [line(CHALK, 1)], key);
      const theirs = await api.order(await api.token(), [line(CHALK, 2)], key);
      expect([mine.status, theirs.status]).toEqual([201, 201]);
      expect(theirs.body.id).not.toBe(mine.body.id);
    });

    it('lets the key of a refused request be used again', async () => {
      const key = randomUUID();
      expect((await api.order(token, [line(randomUUID())], key)).status).toBe(422);
      expect((await api.order(token, [line(CHALK)], key)).status).toBe(201);
    });

    it('is required', async () => {
      const answer = await api.post('/v1/orders', { token, body: { lines: [line(CHALK)] } });
      expect(answer).toMatchObject({ status: 400, body: { code: 'idempotency_key_required' } });
    });

    it.each(['x'.repeat(256), 'a b'])('refuses the key %p', async (key) => {
      const answer = await api.order(token, [line(CHALK)], key);
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_idempotency_key' } });
    });
  });

  describe('refuses', () => {
    const chalk = line(CHALK);
    const quantities: unknown[] = [0, -1, 1e9, 1.5, '1', null, true, 1001];

    it.each<[string, unknown[], string | undefined]>([
      ...quantities.map((quantity): [string, unknown[], string] => [
        'invalid_quantity',
        [chalk, line(OAK_PASS, quantity)],
        'lines.1.quantity',
      ]),
      ['unknown_product', [chalk, line('0b7e6a52-0000-4000-8000-000000000000')], 'lines.1.productId'],
      ['unknown_product', [line('chalk')], 'lines.0.productId'],
      ['duplicate_product', [chalk, chalk], 'lines.1.productId'],
      ['invalid_line_count', [], undefined],
      ['invalid_line_count', Array(51).fill(chalk), undefined],
    ])('with 422 %s the lines %j, and writes nothing', async (code, lines, path) => {
      const before = await counts();
      const answer = await api.order<Record<string, unknown>>(token, lines);
      expect(answer).toMatchObject({ status: 422, body: { code } });
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      if (path !== undefined) expect(answer.body['errors']).toEqual([{ path, message: expect.any(String) }]);
      expect(await counts()).toEqual(before);
    });

    it('products of two currencies in one order', async () => {
      const id = randomUUID();
      await api.database.pool.query(`INSERT INTO products VALUES ($1, 'Atlas', 'Large', 700, 'USD')`, [id]);
      expect(await api.order(token, [chalk, line(id)])).toMatchObject({
        status: 422,
        body: { code: 'mixed_currencies' },
      });
      await api.database.pool.query('DELETE FROM products WHERE id = $1', [id]);
    });

    it.each([
      ['no lines', {}],
      ['lines that are no array', { lines: chalk }],
      ['an array', [chalk]],
      ['a line without a quantity', { lines: [{ productId: CHALK }] }],
      ['a product that is no text', { lines: [line(7 as never)] }],
      ['an unknown field', { lines: [chalk], total: { amount: 1, currency: 'EUR' } }],
      ['an unknown field of a line', { lines: [{ ...chalk, unitPrice: { amount: 1, currency: 'EUR' } }] }],
    ])('with 400 invalid_request %s', async (_, body) => {
      const answer = await api.post('/v1/orders', { token, headers: { 'idempotency-key': randomUUID() }, body });
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    });

    it('and names an unknown field', async () => {
      const body = { lines: [chalk], discount: 100 };
      const answer = await api.post('/v1/orders', { token, headers: { 'idempotency-key': randomUUID() }, body });
      expect(JSON.stringify(answer.body['errors'])).toContain('discount');
    });

    it('a body that is no JSON', async () => {
      const headers = { 'idempotency-key': randomUUID() };
      const answer = await api.post('/v1/orders', { token, headers, body: '{"lines":' });
      expect(answer).toMatchObject({ status: 400, body: { code: 'malformed_json' } });
    });

    it('a body of more than 64 KiB', async () => {
      const answer = await api.order(token, [line('x'.repeat(65_536))]);
      expect(answer).toMatchObject({ status: 413, body: { code: 'body_too_large' } });
    });

    it('a client that speaks for itself', async () => {
      const answer = await api.order(await api.token({ sub: 'some-service' }));
      expect(answer).toMatchObject({ status: 403, body: { code: 'account_required' } });
    });
  });
});
