import { claimsOf, expecting, Person, placeOrder, anyProduct, read, RESOURCES, send, until } from '@hallpass/embedded';
import { compose } from './system/docker-compose.ts';
import { system, urls } from './system/shared-system.ts';

async function deactivateApplied(sub: string): Promise<object> {
  const token = expecting(200, await Person.admin(urls).login()).access_token;
  const url = `${urls.identity}/v1/admin/users/${sub}/deactivate?wait=applied&timeout=20s`;
  return expecting(200, await send('POST', url, { token, json: { reason: 'a test' } }));
}

/** What the broker has delivered to a connection that was just given up comes again after 30 s. */
const REDELIVERED_MS = 45_000;

const cases = ['nats', 'postgres', 'gateway', 'nats postgres'];

describe.each(cases)('after a restart of %s', (services) => {
  it('everything goes on: sessions, orders, events and revocations', async () => {
    const person = await Person.stranger(urls).arrive();
    const session = await person.signIn();
    await compose(system, ['restart', ...services.split(' ')]);
    for (const service of RESOURCES) {
      await until(`${service} to answer`, async () => {
        const answer = await read(urls, service, session[service]).catch(() => undefined);
        return answer?.status === 200 || undefined;
      });
    }
    const productId = await anyProduct(urls, session.orders);
    expecting(201, await placeOrder(urls, session.orders, { productId, quantity: 1 }));
    const inInbox = async () => {
      const page = await read(urls, 'notifications', session.notifications);
      return (page.body as { items?: object[] }).items?.length === 1 || undefined;
    };
    await until('the order in the inbox', inInbox, REDELIVERED_MS);
    // Told again until it is: `pending` is right while the issuer has not met the broker again.
    await until('the deactivation to be applied everywhere', async () => {
      const answer = await deactivateApplied(claimsOf(session.identity).sub);
      return ('propagation' in answer && answer.propagation === 'applied') || undefined;
    });
    for (const service of RESOURCES) expect((await read(urls, service, session[service])).status).toBe(401);
  });
});
