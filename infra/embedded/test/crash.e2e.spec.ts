import { expecting } from '../src/client/http.ts';
import { claimsOf, Person } from '../src/client/person.ts';
import { administer, anyProduct, inbox, placeOrder, read } from '../src/client/routes.ts';
import { until } from '../src/client/until.ts';
import { untilRefused } from '../src/client/until-refused.ts';
import { startTemporarySystem, type System } from '../src/system/index.ts';

let system: System;
const notificationsAbout = async (token: string, orderId: string) =>
  (await inbox(system.urls, token)).filter(({ data }) => data.orderId === orderId);

beforeAll(async () => {
  system = await startTemporarySystem();
});

afterAll(async () => {
  await system.stop();
});

describe('kill -9 between commit and publish', () => {
  it('loses no registration and no deactivation at IdentityAPI', async () => {
    const { urls, nats, services } = system;
    const person = await Person.stranger(urls).arrive();
    const session = await person.signIn();
    expecting(200, await read(urls, 'orders', session.orders));
    const admin = expecting(200, await Person.admin(urls).login());
    const newcomer = Person.stranger(urls);

    await nats.stop();
    const { sub } = claimsOf(session.identity);
    const answer = expecting(200, await administer(urls, admin.access_token, sub, 'deactivate'));
    expect(answer.propagation).toBe('pending');
    expecting(202, await newcomer.register());
    await services['identity-api'].kill9();
    await nats.restart();
    await services['identity-api'].start();

    await newcomer.mailbox.token('with a verification token');
    await person.mailbox.find('about the deactivation', ({ subject }) => subject.includes('deactivated'));
    await untilRefused(() => read(urls, 'orders', session.orders));
  });

  it('loses no order at OrderAPI', async () => {
    const { urls, nats, services } = system;
    const session = await (await Person.stranger(urls).arrive()).signIn();
    const productId = await anyProduct(urls, session.orders);

    await nats.stop();
    const order = expecting(201, await placeOrder(urls, session.orders, { productId, quantity: 1 }));
    await services['order-api'].kill9();
    await nats.restart();
    await services['order-api'].start();

    await until('the notification', async () => (await notificationsAbout(session.notifications, order.id))[0]);
    expect(await notificationsAbout(session.notifications, order.id)).toHaveLength(1);
  });

  it('loses no event at Notifications, which was down while it happened', async () => {
    const { urls, services } = system;
    const person = await Person.stranger(urls).arrive();
    const session = await person.signIn();
    const productId = await anyProduct(urls, session.orders);

    await services.notifications.kill9();
    const order = expecting(201, await placeOrder(urls, session.orders, { productId, quantity: 1 }));
    await services.notifications.start();

    await until('the notification', async () => (await notificationsAbout(session.notifications, order.id))[0]);
    await person.mailbox.find('about the order', ({ subject }) => subject === 'Your order was placed');
    expect(await notificationsAbout(session.notifications, order.id)).toHaveLength(1);
  });
});

describe('a broker that is away', () => {
  it('makes a verifier ask the issuer: a deactivated account is refused all the same', async () => {
    const { urls, nats } = system;
    const session = await (await Person.stranger(urls).arrive()).signIn();
    const admin = expecting(200, await Person.admin(urls).login());
    expecting(200, await read(urls, 'orders', session.orders));
    await nats.stop();
    try {
      const { sub } = claimsOf(session.identity);
      expecting(200, await administer(urls, admin.access_token, sub, 'deactivate'));
      await untilRefused(() => read(urls, 'orders', session.orders));
    } finally {
      await nats.restart();
    }
  });
});
