import { AUDIENCES, SCOPES_BY_ROLE, TOKEN_TYPES, type Resource } from '@hallpass/contracts';
import { FIXED_PORTS } from '@hallpass/embedded';

/** What a service needs to be told to run by itself. */
export interface Profile {
  port: number;
  /** The audience of its access tokens. */
  audience: string;
  /** What a customer may do there, separated by spaces. */
  scopes: string;
  /** Whether it is an issuer itself, so that it needs none. */
  isIssuer: boolean;
  sendsMail: boolean;
  /** Variables beside those of every service. */
  environment: Record<string, string>;
}

type Special = Partial<Pick<Profile, 'port' | 'isIssuer' | 'sendsMail' | 'environment'>>;

const SPECIAL: Record<string, Special> = {
  'identity-api': {
    port: FIXED_PORTS.identity,
    isIssuer: true,
    environment: {
      SEED_DEMO: 'true',
      // Whoever may read personal data in events; until somebody answers there, those events wait in the outbox.
      NOTIFICATIONS_JWKS_URI: 'http://localhost:3003/.well-known/jwks.json',
    },
  },
  'order-api': { port: FIXED_PORTS.orders },
  notifications: {
    port: FIXED_PORTS.notifications,
    sendsMail: true,
    environment: { MAIL_FROM: 'Notifications <no-reply@example.test>' },
  },
};

export function profileOf(service: string): Profile {
  const { port = 3000, isIssuer = false, sendsMail = false, environment = {} } = SPECIAL[service] ?? {};
  const type = (TOKEN_TYPES as Record<string, { audience: string | undefined } | undefined>)[service];
  const audience = (type?.audience ?? AUDIENCES.services) as Resource;
  return {
    port,
    audience,
    scopes: SCOPES_BY_ROLE.customer[audience].join(' '),
    isIssuer,
    sendsMail,
    environment,
  };
}
