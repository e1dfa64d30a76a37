import type { ServiceDeclaration } from '../service-declaration.ts';

export const notifications = {
  name: 'notifications',
  title: 'Notifications',
  key: 'notifications',
  isIssuer: false,
  port: 3003,
  path: 'notifications',
  wellKnown: ['oauth-protected-resource'],
  audience: 'urn:hallpass:notifications',
  gatePort: 3013,
  database: 'notifications',
  publishes: [],
  subscribes: [
    { stream: 'IDENTITY', consumer: 'notifications-identity' },
    { stream: 'ORDERS', consumer: 'notifications-orders' },
  ],
  secrets: ['database-url', 'nats-seed', 'key-encryption-keys', 'smtp-url'],
  mailFrom: 'Hallpass <no-reply@hallpass.test>',
  keySets: {},
  development: {},
} as const satisfies ServiceDeclaration;
