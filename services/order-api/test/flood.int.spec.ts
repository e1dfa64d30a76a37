import { randomUUID } from 'node:crypto';
import { CHALK, line, OrderApi, type Answer } from './order-api.js';

type Placed = Answer<Record<string, unknown>>;

describe('orders of one customer at once', () => {
  let api: OrderApi;
  beforeAll(async () => {
    api = await OrderApi.start();
  });
  afterAll(() => api?.stop());

  const place = (token: string, key = randomUUID()) => api.order<Record<string, unknown>>(token, [line(CHALK)], key);
  const flood = (token: string) => Array.from({ length: 500 }, () => place(token));
  function expectPlacedOrRefused(answers: readonly Placed[]): void {
    const placed = answers.filter(({ status }) => status === 201);
    const refused = answers.filter(({ status }) => status !== 201);
    expect(placed.length).toBeGreaterThan(0);
    expect(refused.length).toBeGreaterThan(0);
    for (const { status, headers, body } of refused) {
      expect({ status, code: body['code'] }).toEqual({ status: 429, code: 'too_many_orders' });
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
  }

  it('are placed, or refused with a time to come again', async () => {
    const token = await api.token();
    const answers = await Promise.all(flood(token));
    expectPlacedOrRefused(answers);
    const { rows } = await api.database.pool.query('SELECT DISTINCT id FROM orders');
    expect(rows).toHaveLength(answers.filter(({ status }) => status === 201).length);
  });

  it('hold up nobody else, and no refused order is lost: its key places it later', async () => {
    const [busy, other, key] = [await api.token(), await api.token(), randomUUID()];
    const flooding = flood(busy);
    const last = place(busy, key);
    expect((await place(other)).status).toBe(201);
    expectPlacedOrRefused(await Promise.all(flooding));
    expect((await last).status).toBe(429);
    expect((await place(busy, key)).status).toBe(201);
  });

  it('take two connections of the pool at most, while a lock holds them', async () => {
    const token = await api.token();
    const holder = await api.database.pool.connect();
    await holder.query('BEGIN; LOCK TABLE order_lines IN ACCESS EXCLUSIVE MODE');
    const flooding = flood(token);
    try {
      expect((await Promise.race(flooding)).status).toBe(429);
      expect((await api.get('/v1/products', { token })).status).toBe(200);
      const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      expect((await api.database.pool.query(waiting)).rowCount).toBeLessThanOrEqual(2);
    } finally {
      await holder.query('ROLLBACK');
      holder.release();
    }
    expectPlacedOrRefused(await Promise.all(flooding));
  });

  it('are so many in a minute', async () => {
    const slow = await api.replica({ ORDER_CHANGES_PER_MINUTE: '2' });
    const token = await api.token();
    const statuses: number[] = [];
    for (let n = 0; n < 2; n += 1) statuses.push((await slow.order(token)).status);
    const refused = await slow.order<Record<string, unknown>>(token);
    expect([...statuses, refused.status]).toEqual([201, 201, 429]);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(30);
    await slow.stop();
  });
});
