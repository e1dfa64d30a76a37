import { randomUUID } from 'node:crypto';
import type { SystemUrls } from '../system/urls.ts';
import { expecting, refused, send, type Answer, type Call } from './http.ts';
import { RESOURCE, type ResourceName } from './person.ts';

export interface Order {
  id: string;
  status: string;
  lines: { productId: string; name: string; quantity: number }[];
  total: { amount: number; currency: string };
}

export interface Notification {
  id: string;
  sequence: number;
  kind: string;
  title: string;
  data: { orderId?: string };
}

/** A route at each service that any valid token of its audience may read. */
export const READABLE: Readonly<Record<ResourceName, string>> = {
  identity: '/v1/me',
  orders: '/v1/orders',
  notifications: '/v1/notifications',
};
export const RESOURCES = Object.keys(RESOURCE) as ResourceName[];

/** Asks one service for something that a valid token of its audience may read. */
export function read<T = Record<string, unknown>>(
  urls: SystemUrls,
  service: ResourceName,
  token: string,
  limits: Pick<Call, 'timeoutMs'> = {},
): Promise<Answer<T>> {
  return send('GET', `${urls[service]}${READABLE[service]}`, { token, ...limits });
}

/** Sends one request, which has to be refused with 401 `invalid_token`; answers the moment it was (`performance.now()`). */
export async function refusedNext(urls: SystemUrls, service: ResourceName, token: string): Promise<number> {
  refused(401, 'invalid_token', await read(urls, service, token));
  return performance.now();
}

export async function anyProduct(urls: SystemUrls, token: string): Promise<string> {
  const { items } = expecting(
    200,
    await send<{ items: { id: string }[] }>('GET', `${urls.orders}/v1/products`, { token }),
  );
  if (items[0] === undefined) throw new Error('there is no product to order');
  return items[0].id;
}

export function placeOrder(
  urls: SystemUrls,
  token: string,
  line: { productId: string; quantity: unknown },
  key: string = randomUUID(),
  limits: Pick<Call, 'timeoutMs'> = {},
): Promise<Answer<Order>> {
  const headers = { 'idempotency-key': key };
  return send('POST', `${urls.orders}/v1/orders`, { token, json: { lines: [line] }, headers, ...limits });
}

export async function inbox(urls: SystemUrls, token: string): Promise<Notification[]> {
  const answer = await send<{ items: Notification[] }>('GET', `${urls.notifications}/v1/notifications`, { token });
  return expecting(200, answer).items;
}

export interface Deactivation {
  id: string;
  status: string;
  tokenEpoch: number;
  endedSessions: number;
  propagation: 'published' | 'pending';
}

/** Deactivates or reactivates an account, as an administrator. */
export function administer(
  urls: SystemUrls,
  adminToken: string,
  sub: string,
  what: 'deactivate' | 'reactivate',
): Promise<Answer<Deactivation>> {
  const url = `${urls.identity}/v1/admin/users/${sub}/${what}`;
  return send('POST', url, { token: adminToken, ...(what === 'deactivate' && { json: { reason: 'the tour' } }) });
}
