import { randomUUID } from 'node:crypto';
import { expecting, refused, send } from '../src/client/http.ts';
import { LiveStream } from '../src/client/live-stream.ts';
import { claimsOf, headerOf, Person, RESOURCE, type Session } from '../src/client/person.ts';
import { anyProduct, inbox, placeOrder, read, RESOURCES } from '../src/client/routes.ts';
import { until } from '../src/client/until.ts';
import { sharedSystem } from './system/shared-system.ts';

const { urls } = sharedSystem();

describe('a person who arrives', () => {
  it('registers, verifies the address with what the e-mail says, and logs in', async () => {
    const person = Person.stranger(urls);
    expecting(202, await person.register());
    refused(401, 'invalid_credentials', await person.login());
    const token = await person.mailbox.token('with a verification token');
    expecting(204, await person.verify(token));
    expect(expecting(200, await person.login()).token_type).toBe('Bearer');
    refused(400, 'invalid_action_token', await person.verify(token));
  });

  it('is told by e-mail alone when somebody registers the address again', async () => {
    const person = await Person.stranger(urls).arrive();
    const known = await person.register();
    const unknown = await Person.stranger(urls).register();
    expect(known.status).toBe(202);
    expect(known.body).toEqual(unknown.body);
    await person.mailbox.find('about the second registration', ({ subject }) => subject.includes('tried to register'));
  });

  it('gets a token of its own key set for each audience, within one session', async () => {
    const session = await (await Person.stranger(urls).arrive()).signIn();
    expect(new Set(RESOURCES.map((name) => headerOf(session[name]).kid)).size).toBe(3);
    for (const name of RESOURCES) {
      expect(headerOf(session[name])['typ']).toBe('at+jwt');
      expect(claimsOf(session[name])).toMatchObject({ iss: urls.identity, aud: RESOURCE[name], sid: session.id });
      expecting(200, await read(urls, name, session[name]));
    }
  });

  it('changes the password with what the reset e-mail says, and every session has ended', async () => {
    const person = await Person.stranger(urls).arrive();
    const session = await person.signIn();
    const known = await person.mailbox.token('with a verification token');
    expecting(202, await send('POST', `${urls.identity}/v1/auth/password/forgot`, { json: { email: person.email } }));
    const token = await person.mailbox.token('with a reset token', [known]);
    const password = `corridor-${randomUUID()}`;
    const reset = { json: { token, password } };
    expecting(204, await send('POST', `${urls.identity}/v1/auth/password/reset`, reset));
    refused(400, 'invalid_action_token', await send('POST', `${urls.identity}/v1/auth/password/reset`, reset));
    refused(401, 'invalid_credentials', await person.login());
    expecting(200, await person.login('identity', password));
    refused(400, 'invalid_grant', await person.refresh(session.refreshToken));
  });
});

describe('a person who orders', () => {
  let person: Person;
  let session: Session;
  let productId: string;

  beforeAll(async () => {
    person = await Person.stranger(urls).arrive();
    session = await person.signIn();
    productId = await anyProduct(urls, session.orders);
  });

  it('is notified once in the inbox, once on the live stream and once by e-mail', async () => {
    const stream = await LiveStream.open(urls.notifications, session.notifications);
    const order = expecting(201, await placeOrder(urls, session.orders, { productId, quantity: 2 }));
    const about = (entry: { data: { orderId?: string } }) => entry.data.orderId === order.id;
    await until('the event', async () => Promise.resolve(stream.events.find(({ data }) => data.includes(order.id))));
    await person.mailbox.find('about the order', ({ subject }) => subject === 'Your order was placed');
    stream.close();
    expect((await inbox(urls, session.notifications)).filter(about)).toHaveLength(1);
    expect(stream.events.filter(({ data }) => data.includes(order.id))).toHaveLength(1);
    expect((await person.mailbox.list()).filter(({ subject }) => subject === 'Your order was placed')).toHaveLength(1);
  });

  it('gets what was missed when the stream goes on with Last-Event-ID', async () => {
    const first = await LiveStream.open(urls.notifications, session.notifications);
    const seen = expecting(201, await placeOrder(urls, session.orders, { productId, quantity: 1 }));
    const last = await until('the first event', async () =>
      Promise.resolve(first.events.find(({ data }) => data.includes(seen.id))),
    );
    first.close();
    const missed = expecting(201, await placeOrder(urls, session.orders, { productId, quantity: 3 }));
    await until('the entry', async () =>
      (await inbox(urls, session.notifications)).find(({ data }) => data.orderId === missed.id),
    );
    const second = await LiveStream.open(urls.notifications, session.notifications, last.id);
    await until('the missed event', async () =>
      Promise.resolve(second.events.find(({ data }) => data.includes(missed.id))),
    );
    second.close();
    expect(second.events.some(({ data }) => data.includes(seen.id))).toBe(false);
  });

  it('gets the same order for the same Idempotency-Key, and an error for another body', async () => {
    const key = randomUUID();
    const once = expecting(201, await placeOrder(urls, session.orders, { productId, quantity: 1 }, key));
    const twice = await placeOrder(urls, session.orders, { productId, quantity: 1 }, key);
    expect(twice.body.id).toBe(once.id);
    refused(422, 'idempotency_key_reused', await placeOrder(urls, session.orders, { productId, quantity: 2 }, key));
  });

  it("does not see another person's order, unless the role is support", async () => {
    const order = expecting(201, await placeOrder(urls, session.orders, { productId, quantity: 1 }));
    const url = `${urls.orders}/v1/orders/${order.id}`;
    const bob = expecting(200, await new Person(urls, 'bob@hallpass.test', 'hall-pass-bob-dev').login('orders'));
    refused(404, 'order_not_found', await send('GET', url, { token: bob.access_token }));
    const admin = expecting(200, await Person.admin(urls).login('orders'));
    expecting(200, await send('GET', url, { token: admin.access_token }));
  });
});
