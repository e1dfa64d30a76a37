import { randomUUID } from 'node:crypto';
import { claimsOf, expecting, Person, send, type Session } from '@hallpass/embedded';
import { docker } from './system/docker-compose.ts';
import { Documented } from './system/documented.ts';
import { askEach, replicas, type Replica } from './system/replicas.ts';
import { scale, system, urls } from './system/shared-system.ts';

let orders: Replica[];
let notifications: Replica[];

beforeAll(async () => {
  await new Documented(system, 'deployment.md').succeed('--scale order-api=3 --scale notifications=2');
  orders = await replicas('order-api');
  notifications = await replicas('notifications');
});
afterAll(async () => {
  await scale({ 'order-api': 1, notifications: 1 });
});

describe('three replicas of OrderAPI and two of Notifications', () => {
  let person: Person;
  let session: Session;
  beforeEach(async () => {
    person = await Person.stranger(urls).arrive();
    session = await person.signIn();
  });

  it('are there', () => {
    expect([orders.length, notifications.length]).toEqual([3, 2]);
  });

  it('share the requests that come by the gateway', async () => {
    const id = randomUUID();
    const headers = { 'x-request-id': id };
    for (let i = 0; i < 30; i++) {
      expecting(200, await send('GET', `${urls.orders}/v1/orders`, { token: session.orders, headers }));
    }
    const served = await Promise.all(
      orders.map(async (replica) => (await docker(['logs', '--tail', '500', replica.id])).split(id).length - 1),
    );
    expect(served.reduce((sum, count) => sum + count, 0)).toBe(30);
    expect(Math.min(...served)).toBeGreaterThan(0);
  });

  it('all refuse an account whose deactivation was applied', async () => {
    const ask = () =>
      Promise.all([
        askEach(orders, '/v1/orders', session.orders),
        askEach(notifications, '/v1/notifications', session.notifications),
      ]);
    expect((await ask()).flat()).toEqual(Array(5).fill(200));
    const token = expecting(200, await Person.admin(urls).login()).access_token;
    const url = `${urls.identity}/v1/admin/users/${claimsOf(session.identity).sub}/deactivate?wait=applied&timeout=20s`;
    const told = expecting(200, await send('POST', url, { token, json: { reason: 'a test' } }));
    expect(told).toMatchObject({
      propagation: 'applied',
      verifiers: { known: 6, applied: 6, complete: true, missing: [] },
    });
    expect((await ask()).flat()).toEqual(Array(5).fill(401));
  });
});
