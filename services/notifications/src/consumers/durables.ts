import { STREAMS } from '@hallpass/contracts';

/** The durable consumers of this service: one a stream, shared by all replicas. */
export const DURABLES = {
  identity: { stream: STREAMS.identity, durable: 'notifications-identity' },
  orders: { stream: STREAMS.orders, durable: 'notifications-orders' },
} as const;
