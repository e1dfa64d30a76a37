import type { ServiceDeclaration } from '../service-declaration.ts';

export const orderApi = {
  name: 'order-api',
  title: 'OrderAPI',
  key: 'orders',
  isIssuer: false,
  port: 3002,
  path: 'orders',
  wellKnown: ['oauth-protected-resource'],
  audience: 'urn:hallpass:order-api',
  gatePort: 3012,
  database: 'order_api',
  publishes: [{ stream: 'ORDERS', subjects: ['orders.v1.*'] }],
  subscribes: [],
  secrets: ['database-url', 'nats-seed', 'key-encryption-keys'],
  mailFrom: undefined,
  keySets: {},
  // The bench and the fault runs place hundreds of orders a second.
  development: { ORDER_CHANGES_PER_MINUTE: '1000000' },
} as const satisfies ServiceDeclaration;
