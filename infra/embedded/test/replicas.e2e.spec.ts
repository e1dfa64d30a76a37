import { expecting, refused, send, type Answer } from '../src/client/http.ts';
import { claimsOf, headerOf, Person, type Session } from '../src/client/person.ts';
import { read } from '../src/client/routes.ts';
import { until } from '../src/client/until.ts';
import { untilRefused } from '../src/client/until-refused.ts';
import { startTemporarySystem, type System } from '../src/system/index.ts';
import { Clients, type Target } from './system/clients.ts';

const CLIENTS = 50;
/** Of docs/revocation.md: how long a verifier may accept what was published, whatever fails. */
const BOUND_MS = 3000;
const APPLIED = 'wait=applied&timeout=20s';

interface Told {
  propagation: string;
  verifiers?: { known: number; applied: number; missing: { name: string; pid: number }[] };
}

let system: System;
let adminToken: string;
let person: Person;
let session: Session;

beforeAll(async () => {
  system = await startTemporarySystem({ replicas: { 'order-api': 3, notifications: 2 } });
});
afterAll(() => system.stop());

beforeEach(async () => {
  person = await Person.stranger(system.urls).arrive();
  session = await person.signIn();
  adminToken = expecting(200, await Person.admin(system.urls).login()).access_token;
});

const sub = () => claimsOf(session.identity).sub;
const administer = async (path: string, query: string, method = 'POST') => {
  const url = `${system.urls.identity}/v1/admin/${path}?${query}`;
  const json = method === 'POST' ? { reason: 'a test' } : undefined;
  const answer = (await send(method, url, { token: adminToken, json })) as unknown as Answer<Told>;
  return { ...expecting(200, answer), at: performance.now() };
};
const deactivate = (query: string) => administer(`users/${sub()}/deactivate`, query);
const orderReplicas = (token = session.orders): Target[] =>
  system.replicas['order-api'].map(({ url }) => ({ urls: { ...system.urls, orders: url }, service: 'orders', token }));
const everyReplica = (): Target[] => [
  ...orderReplicas(),
  ...system.replicas.notifications.map(({ url }): Target => {
    return { urls: { ...system.urls, notifications: url }, service: 'notifications', token: session.notifications };
  }),
];
const statusAt = async ({ urls, service, token }: Target) => (await read(urls, service, token)).status;

/** Revokes under the requests of 50 clients at each of these replicas; checks what they answer afterwards. */
async function underLoad(targets: Target[], revoke: () => Promise<{ at: number } & Told>, boundMs: number) {
  const groups = targets.map((target) => new Clients(target, CLIENTS));
  try {
    await Promise.all(groups.map((clients) => clients.answered(2 * CLIENTS, 0)));
    const told = await revoke();
    await Promise.all(groups.map((clients) => clients.answered(CLIENTS, told.at + boundMs)));
    for (const clients of groups) {
      expect(clients.statuses(0, told.at)).toContain(200);
      expect(clients.statuses(told.at + boundMs)).toEqual([401]);
    }
    return told;
  } finally {
    await Promise.all(groups.map((clients) => clients.stop()));
  }
}

describe('three replicas of OrderAPI and two of Notifications, under load', () => {
  it('accept nothing of a deactivated account after the answer that it is applied', async () => {
    const told = await underLoad(everyReplica(), () => deactivate(APPLIED), 0);
    expect(told).toMatchObject({ propagation: 'applied', verifiers: { known: 6, applied: 6, missing: [] } });
  });

  it('accept nothing after the documented bound when only the broker was waited for', async () => {
    const told = await underLoad(everyReplica(), () => deactivate('wait=published'), BOUND_MS);
    expect(told.propagation).toBe('published');
  });

  it('accept nothing of an ended session after the answer that it is applied, and the others go on', async () => {
    const other = await person.signIn();
    const path = `users/${sub()}/sessions/${session.id}`;
    const told = await underLoad(everyReplica(), () => administer(path, APPLIED, 'DELETE'), 0);
    expect(told).toMatchObject({ propagation: 'applied', verifiers: { missing: [] } });
    for (const target of orderReplicas(other.orders)) expect(await statusAt(target)).toBe(200);
  });

  it('accept nothing that a withdrawn key signed, and everything that its replacement signs', async () => {
    const { kid } = headerOf(session.orders);
    const told = await underLoad(orderReplicas(), () => administer(`keys/${kid}/withdraw`, APPLIED), 0);
    expect(told).toMatchObject({ propagation: 'applied', verifiers: { missing: [] } });
    const fresh = expecting(200, await person.refresh(session.refreshToken, 'orders'));
    for (const target of orderReplicas(fresh.access_token)) expect(await statusAt(target)).toBe(200);
  });
});

describe('a replica that does not answer', () => {
  it('is named, and refuses when it goes on', async () => {
    const replica = system.replicas['order-api'][2]!;
    const target = orderReplicas()[2]!;
    expect(await statusAt(target)).toBe(200);
    replica.pause();
    const told = await deactivate('wait=applied&timeout=500ms').finally(() => replica.resume());
    expect(told).toMatchObject({ propagation: 'published', verifiers: { known: 6, applied: 5 } });
    expect(told.verifiers?.missing).toMatchObject([{ name: 'order-api', pid: replica.pid }]);
    await untilRefused(() => read(target.urls, target.service, target.token));
  });

  it('is forgotten when it was killed, and known when it is back', async () => {
    const replica = system.replicas.notifications[1]!;
    await replica.kill9();
    expect(await deactivate(APPLIED)).toMatchObject({ propagation: 'applied', verifiers: { known: 5, missing: [] } });
    await replica.start();
    await until('the replica to be known', async () => {
      return (await deactivate(APPLIED)).verifiers?.known === 6 || undefined;
    });
    const token = session.notifications;
    refused(401, 'invalid_token', await read({ ...system.urls, notifications: replica.url }, 'notifications', token));
  });
});
