import { randomUUID } from 'node:crypto';
import { expecting, refused, send } from '../../client/http.ts';
import { LiveStream } from '../../client/live-stream.ts';
import { Person } from '../../client/person.ts';
import { anyProduct, inbox, placeOrder } from '../../client/routes.ts';
import { until } from '../../client/until.ts';
import type { Guest, ListeningGuest, Stage } from '../guests.ts';

/** An order becomes an entry in the inbox, an event on the live stream and an e-mail. */
export async function anOrder({ tour, urls }: Stage, guest: Guest): Promise<ListeningGuest> {
  tour.chapter('2. An order');
  const { orders, notifications } = guest.session;
  const stream = await tour.step('live stream opened', () => LiveStream.open(urls.notifications, notifications));
  const line = { productId: await anyProduct(urls, orders), quantity: 2 };
  const key = randomUUID();
  const order = await tour.step('order placed', async () => expecting(201, await placeOrder(urls, orders, line, key)));
  await tour.step('the same Idempotency-Key answers the same order', async () => {
    const again = await placeOrder(urls, orders, line, key);
    if (again.body.id !== order.id) throw new Error(`a second order: ${JSON.stringify(again.body)}`);
    refused(422, 'idempotency_key_reused', await placeOrder(urls, orders, { ...line, quantity: 3 }, key));
  });
  await tour.step('notified on the live stream', () =>
    until('an event about the order', async () =>
      Promise.resolve(stream.events.find(({ data }) => data.includes(order.id))),
    ),
  );
  await tour.step('notified in the inbox', () =>
    until('an entry about the order', async () =>
      (await inbox(urls, notifications)).find((entry) => entry.data.orderId === order.id),
    ),
  );
  await tour.step('notified by e-mail', () =>
    guest.person.mailbox.find('about the order', ({ subject }) => subject === 'Your order was placed'),
  );
  await tour.step("another person's order answers 404", async () => {
    const bob = new Person(urls, 'bob@hallpass.test', 'hall-pass-bob-dev');
    const { access_token: token } = expecting(200, await bob.login('orders'));
    refused(404, 'order_not_found', await send('GET', `${urls.orders}/v1/orders/${order.id}`, { token }));
  });
  return { ...guest, stream };
}
