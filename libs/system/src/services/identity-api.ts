import type { ServiceDeclaration } from '../service-declaration.ts';

/** Beyond what a test suite, the bench and the fault runs reach: they all come from one address. */
const UNLIMITED = '100000';

export const identityApi = {
  name: 'identity-api',
  title: 'IdentityAPI',
  key: 'identity',
  isIssuer: true,
  port: 3001,
  path: 'identity',
  wellKnown: ['oauth-authorization-server', 'openid-configuration', 'oauth-protected-resource'],
  audience: 'urn:hallpass:identity-api',
  gatePort: 3011,
  database: 'identity_api',
  publishes: [
    { stream: 'SECURITY', subjects: ['security.v1.>'] },
    { stream: 'IDENTITY', subjects: ['identity.users.v1.*'] },
  ],
  subscribes: [],
  secrets: ['database-url', 'nats-seed', 'key-encryption-keys'],
  mailFrom: undefined,
  keySets: { NOTIFICATIONS_JWKS_URI: 'notifications' },
  development: {
    SEED_DEMO: 'true',
    LOGIN_ATTEMPTS_PER_ACCOUNT: UNLIMITED,
    LOGIN_ATTEMPTS_PER_ADDRESS: UNLIMITED,
    ACCOUNT_REQUESTS_PER_ADDRESS: UNLIMITED,
    MAILS_PER_RECIPIENT_PER_HOUR: UNLIMITED,
    // The bench and the fault runs refresh hundreds of times a second.
    OAUTH_REQUESTS_PER_MINUTE: '10000000',
  },
} as const satisfies ServiceDeclaration;
