import { expecting } from '../client/http.ts';
import type { Session } from '../client/person.ts';
import { inbox, placeOrder } from '../client/routes.ts';
import { until } from '../client/until.ts';
import type { Stage } from './stage.ts';

const READY_WITHIN_MS = 30_000;

/**
 * Resolves when every replica says that it is ready, and an order goes all the way to its notification.
 * @throws Error when that takes longer than 30 s
 */
export async function recovered({ replicas, system }: Stage, productId: string, signIn: () => Promise<Session>) {
  await Promise.all(
    replicas.map(({ name, service, urls }) =>
      until(`${name} to be ready`, async () => ((await isReady(urls[service])) ? true : undefined), READY_WITHIN_MS),
    ),
  );
  const { orders, notifications } = await signIn();
  const { id } = expecting(201, await placeOrder(system.urls, orders, { productId, quantity: 1 }));
  await until(
    'an order to be notified',
    async () => (await inbox(system.urls, notifications)).find(({ data }) => data.orderId === id),
    READY_WITHIN_MS,
  );
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false; // It does not answer, which is the answer.
  }
}
