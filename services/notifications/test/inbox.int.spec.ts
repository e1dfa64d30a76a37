import { randomUUID } from 'node:crypto';
import { eventually } from '@hallpass/testing';
import { Account } from './account.js';
import { Notifications } from './notifications.js';

describe('the inbox', () => {
  let service: Notifications;
  beforeAll(async () => {
    service = await Notifications.start();
  });
  afterAll(() => service?.stop());

  /** Somebody with that many notifications. */
  async function reader(orders: number) {
    const sub = randomUUID();
    const ids: string[] = [];
    for (let i = 0; i < orders; i++) ids.push(await service.bus.placed(sub));
    for (const id of ids) await service.handled(id);
    return { sub, token: await service.token({ sub }), ids };
  }
  const page = (token: string, query: string) => service.get(`/v1/notifications?${query}`, token);
  const sequences = ({ body }: { body: Record<string, unknown> }) =>
    (body['items'] as { sequence: number }[]).map(({ sequence }) => sequence);

  it('is empty for somebody nothing has happened to', async () => {
    const { status, body } = await service.get('/v1/notifications', await service.token());
    expect({ status, body }).toEqual({ status: 200, body: { items: [], nextCursor: null } });
  });

  it('tells of an order, also when the account is not known yet', async () => {
    const { token, ids } = await reader(1);
    const { body } = await service.get('/v1/notifications', token);
    expect(body['items']).toEqual([
      {
        id: ids[0],
        sequence: 1,
        kind: 'order.placed',
        title: 'Your order was placed',
        body: '2 × Chalk <white>: €9.00',
        data: expect.objectContaining({ orderId: expect.any(String), total: { amount: 900, currency: 'EUR' } }),
        createdAt: expect.any(String),
        readAt: null,
      },
    ]);
  });

  it('shows an event that was delivered twice once', async () => {
    const { sub, token, ids } = await reader(1);
    await service.bus.placed(sub, { id: ids[0]! });
    const marker = await service.bus.placed(sub);
    await eventually(async () => expect((await service.inbox(token)).map(({ id }) => id)).toContain(marker));
    expect((await service.inbox(token)).map(({ id }) => id)).toEqual([marker, ids[0]]);
    expect(await service.rows('SELECT FROM emails WHERE id = $1', ids[0])).toHaveLength(1);
  });

  it('is paged, the newest first, without a gap or a repeat', async () => {
    const { token } = await reader(5);
    const first = await page(token, 'limit=2');
    expect(sequences(first)).toEqual([5, 4]);
    const second = await page(token, `limit=2&cursor=${first.body['nextCursor']}`);
    expect(sequences(second)).toEqual([3, 2]);
    const third = await page(token, `limit=2&cursor=${second.body['nextCursor']}`);
    expect({ sequences: sequences(third), next: third.body['nextCursor'] }).toEqual({ sequences: [1], next: null });
  });

  it('marks a notification as read, once and for all', async () => {
    const { token, ids } = await reader(2);
    const read = () => service.call('POST', `/v1/notifications/${ids[0]}/read`, token);
    expect((await read()).status).toBe(204);
    const { readAt } = (await service.inbox(token)).find(({ id }) => id === ids[0])!;
    expect(readAt).not.toBeNull();
    expect((await read()).status).toBe(204);
    expect((await service.inbox(token)).find(({ id }) => id === ids[0])?.readAt).toBe(readAt);
    expect(sequences(await page(token, 'unread=true'))).toHaveLength(1);
    expect(sequences(await page(token, 'unread=false'))).toHaveLength(2);
  });

  it("does not know another person's notification", async () => {
    const [mine, theirs] = [await reader(1), await reader(1)];
    const answer = await service.call('POST', `/v1/notifications/${theirs.ids[0]}/read`, mine.token);
    expect(answer).toMatchObject({ status: 404, body: { code: 'notification_not_found' } });
    expect((await service.inbox(theirs.token))[0]?.readAt).toBeNull();
    expect(await service.call('POST', `/v1/notifications/${randomUUID()}/read`, mine.token)).toMatchObject({
      status: 404,
      body: { code: 'notification_not_found' },
    });
  });

  it.each(['limit=0', 'limit=101', 'limit=ten', 'unread=maybe', 'page=2'])('refuses the query %s', async (query) => {
    const answer = await page(await service.token(), query);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });

  const cursorOf = (json: string) => Buffer.from(json).toString('base64url');
  it.each(['abc', cursorOf('{"before":"1; DROP"}'), cursorOf('{"before":2147483648}'), '%00'])(
    'refuses the cursor %s',
    async (cursor) => {
      const answer = await page(await service.token(), `cursor=${cursor}`);
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } });
    },
  );

  it('refuses an id that is none', async () => {
    const answer = await service.call('POST', '/v1/notifications/1/read', await service.token());
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });

  it('tells what happens to an account', async () => {
    const account = await new Account(service).settles();
    await service.handled(await account.registersAgain());
    await service.handled(await account.forgetsPassword('secret-reset-token'));
    await service.handled(await account.changesPassword());
    await service.handled(await account.isDeactivated(2));
    await service.handled(await account.isReactivated(2));
    const inbox = await service.inbox(await service.token({ sub: account.sub }));
    expect(inbox.map(({ kind }) => kind)).toEqual([
      'account.reactivated',
      'account.deactivated',
      'account.password-changed',
      'account.password-reset-requested',
      'account.registration-repeated',
    ]);
    expect(JSON.stringify(inbox)).not.toContain('secret-reset-token');
  });
});
