import { randomUUID } from 'node:crypto';
import { expecting, type Answer } from '../client/http.ts';
import type { Session } from '../client/person.ts';
import { placeOrder, read } from '../client/routes.ts';
import { until } from '../client/until.ts';
import type { Replica, Stage } from './stage.ts';

const READY_WITHIN_MS = 30_000;

/**
 * Resolves when every replica says that it is ready and takes a good token, and an order goes all the way to its notification.
 * Until then an answer of 5xx is what a system may give that has not recovered.
 * @throws Error when that takes longer than 30 s
 */
export async function recovered({ replicas, system }: Stage, productId: string, signIn: () => Promise<Session>) {
  const each = (what: string, probe: (replica: Replica) => Promise<true | undefined>) =>
    Promise.all(replicas.map((replica) => until(`${replica.name} to ${what}`, () => probe(replica), READY_WITHIN_MS)));
  await each('be ready', async ({ service, urls }) => ((await isReady(urls[service])) ? true : undefined));
  const session = await signIn();
  await each('take a good token', async ({ service, urls }) =>
    answered(200, await read(urls, service, session[service])) === undefined ? undefined : true,
  );
  const key = randomUUID();
  const placed = await until(
    'an order to be taken',
    async () => answered(201, await placeOrder(system.urls, session.orders, { productId, quantity: 1 }, key)),
    READY_WITHIN_MS,
  );
  await until(
    'an order to be notified',
    async () => {
      const list = answered(200, await read<Inbox>(system.urls, 'notifications', session.notifications));
      return list?.items.find(({ data }) => data.orderId === placed.id);
    },
    READY_WITHIN_MS,
  );
}

interface Inbox {
  items: { data: { orderId?: string } }[];
}

/** @returns the body; undefined for 5xx @throws Error for every other status than the expected one */
function answered<T>(status: number, answer: Answer<T>): T | undefined {
  return answer.status >= 500 ? undefined : expecting(status, answer);
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false; // It does not answer, which is the answer.
  }
}
