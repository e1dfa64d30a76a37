import { randomUUID } from 'node:crypto';
import { ORDER_EVENTS, type CloudEvent } from '@hallpass/contracts';
import { NatsClient } from '@hallpass/messaging';
import { eventually, type NatsServer, startNatsServer } from '@hallpass/testing';
import { OrderApi } from './order-api.js';

const PENDING = 'outbox WHERE published_at IS NULL';

describe('the events of orders', () => {
  let broker: NatsServer;
  let nats: NatsClient;
  let api: OrderApi;

  beforeAll(async () => {
    broker = await startNatsServer();
    nats = new NatsClient({ servers: broker.url, name: 'test' });
    // The state may be stale while a broker is away: this suite is about what was accepted nevertheless.
    api = await OrderApi.start({ NATS_URL: broker.url, REVOCATION_WHEN_STALE: 'allow' });
  });
  afterAll(async () => {
    await api?.stop();
    await nats?.close();
    await broker?.stop();
  });

  /** What the stream holds of an order, in the order of the stream. */
  async function published(orderId: string): Promise<CloudEvent[]> {
    const { streams } = await nats.manager();
    const { state } = await streams.info('ORDERS');
    const sequences = Array.from({ length: state.last_seq }, (_, n) => n + 1);
    const messages = await Promise.all(sequences.map((seq) => streams.getMessage('ORDERS', { seq })));
    return messages
      .map((message) => message!.json<CloudEvent>())
      .filter((event) => (event.data as { orderId: string }).orderId === orderId);
  }

  it('are published as the contract says, with the trace of the request', async () => {
    const sub = randomUUID();
    const token = await api.token({ sub });
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const { body: order } = await api.post<{ id: string; total: object; placedAt: string }>('/v1/orders', {
      token,
      headers: { 'idempotency-key': randomUUID(), traceparent: `00-${trace}-00f067aa0ba902b7-01` },
      body: { lines: [{ productId: '0b7e6a52-3c1d-4f7e-9a60-1f2d3c4b5a08', quantity: 2 }] },
    });
    await api.post(`/v1/orders/${order.id}/cancel`, { token });
    const [placed, cancelled] = await eventually(async () => {
      const events = await published(order.id);
      expect(events).toHaveLength(2);
      return events;
    });
    expect(placed).toMatchObject({ specversion: '1.0', type: 'orders.v1.placed', subject: sub });
    expect(placed!.traceparent).toContain(trace);
    expect(ORDER_EVENTS.placed.data.parse(placed!.data)).toMatchObject({
      orderId: order.id,
      sub,
      total: order.total,
      placedAt: order.placedAt,
    });
    expect(cancelled).toMatchObject({ type: 'orders.v1.cancelled', subject: sub });
    expect(ORDER_EVENTS.cancelled.data.parse(cancelled!.data)).toMatchObject({ orderId: order.id, sub });
  });

  it('are not lost when a process ends between commit and publish: another one’s relay publishes them once', async () => {
    const nowhere = await startNatsServer();
    const dying = await OrderApi.start({ NATS_URL: nowhere.url, REVOCATION_WHEN_STALE: 'allow' });
    await nowhere.kill9();
    const { status, body: order } = await dying.order(await dying.token());
    expect(status).toBe(201);
    await dying.end();
    await nowhere.stop();
    expect(await dying.count(PENDING)).toBe(1);

    const others = await Promise.all([1, 2].map(() => dying.replica({ NATS_URL: broker.url })));
    try {
      await eventually(async () => expect(await dying.count(PENDING)).toBe(0));
      expect(await published(order.id)).toHaveLength(1);
    } finally {
      for (const other of others) await other.stop();
      await dying.stop();
    }
  });

  it('wait while the broker is away, and no request waits for it or fails', async () => {
    const token = await api.token();
    await api.get('/v1/orders', { token });
    await broker.kill9();
    const orders = [await api.order(token), await api.order(token)];
    expect(orders.map(({ status }) => status)).toEqual([201, 201]);
    expect(await api.count(PENDING)).toBe(2);
    await broker.restart();
    for (const { body } of orders) await eventually(async () => expect(await published(body.id)).toHaveLength(1));
  });

  it('are published in the order in which the order was placed and cancelled, when the broker was away', async () => {
    const token = await api.token();
    await api.get('/v1/orders', { token });
    await broker.kill9();
    const { body: order } = await api.order(token);
    expect((await api.post(`/v1/orders/${order.id}/cancel`, { token })).status).toBe(200);
    expect(await api.count(`outbox WHERE aggregate = 'order:${order.id}'`)).toBe(2);
    await broker.restart();
    const types = async () => (await published(order.id)).map(({ type }) => type);
    await eventually(async () => expect(await types()).toEqual(['orders.v1.placed', 'orders.v1.cancelled']));
  });
});
