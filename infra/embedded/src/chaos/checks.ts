import { send } from '../client/http.ts';
import type { Session } from '../client/person.ts';
import { read } from '../client/routes.ts';
import { until } from '../client/until.ts';
import type { Ledger } from './ledger.ts';
import type { Customer } from './load/customer.ts';
import type { Rotation } from './load/rotation.ts';
import { signIn } from './load/sign-in.ts';
import type { Replica } from './stage.ts';

interface Counted {
  readonly stored: number;
  readonly notified: number;
}

const NOTIFIED_WITHIN_MS = 60_000;

/** What was revoked is refused by every replica, also by those that have started since. */
export async function checkRevoked(ledger: Ledger, replicas: readonly Replica[], sessions: readonly Session[]) {
  for (const session of sessions) {
    await Promise.all(
      replicas.map(async ({ name, urls, service }) => {
        const { status } = await read(urls, service, session[service]);
        if (status !== 401) ledger.breach(`${name} answered ${status} to a token that had been revoked and refused`);
      }),
    );
  }
}

/** Every order that was answered exists once and has been notified once, and there is no other. */
export async function checkOrders(
  ledger: Ledger,
  urls: Replica['urls'],
  rotation: Rotation,
  customers: readonly Customer[],
): Promise<Counted> {
  const counted = await Promise.all(customers.map((customer) => checkOrdersOf(ledger, urls, rotation, customer)));
  return {
    stored: counted.reduce((sum, { stored }) => sum + stored, 0),
    notified: counted.reduce((sum, { notified }) => sum + notified, 0),
  };
}

async function checkOrdersOf(
  ledger: Ledger,
  urls: Replica['urls'],
  rotation: Rotation,
  customer: Customer,
): Promise<Counted> {
  const session = await signIn(ledger, customer.person, rotation);
  const promised = [...customer.orders.values()];
  const stored = (await everything<{ id: string }>(`${urls.orders}/v1/orders`, session.orders)).map(({ id }) => id);
  for (const id of promised) if (!stored.includes(id)) ledger.breach(`order ${id} was answered, and does not exist`);
  for (const id of stored) if (!promised.includes(id)) ledger.breach(`order ${id} exists a second time for its key`);

  const notifications = async () => {
    const inbox = `${urls.notifications}/v1/notifications`;
    const all = await everything<{ data: { orderId?: string } }>(inbox, session.notifications);
    return all.flatMap(({ data }) => data.orderId ?? []);
  };
  const complete = async () => (promised.length <= new Set(await notifications()).size ? true : undefined);
  await until('every order to be notified', complete, NOTIFIED_WITHIN_MS).catch((error: Error) => {
    ledger.breach(error.message);
  });
  const notified = await notifications();
  for (const id of promised) {
    const times = notified.filter((each) => each === id).length;
    if (times !== 1) ledger.breach(`order ${id} was notified ${times} times`);
  }
  return { stored: stored.length, notified: new Set(notified).size };
}

/** Every page of a list. */
async function everything<T>(url: string, token: string): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const query: string = `?limit=100${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
    const { status, body } = await send<{ items: T[]; nextCursor: string | null }>('GET', url + query, { token });
    if (status !== 200) throw new Error(`${url} answered ${status}: ${JSON.stringify(body)}`);
    items.push(...body.items);
    cursor = body.nextCursor;
  }
  return items;
}
