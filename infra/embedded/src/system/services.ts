import { join } from 'node:path';
import { databaseUrl } from './databases.ts';
import { REPOSITORY } from './paths.ts';
import type { Ports } from './ports.ts';
import type { Secrets } from './secrets.ts';
import { SERVICES, serviceKey, type ServiceName } from './service-list.ts';
import type { SystemUrls } from './urls.ts';

/** The database of a service, and the role that owns it. */
export const databaseName = (service: ServiceName): string => service.replaceAll('-', '_');

export const serviceFolder = (service: ServiceName): string => join(REPOSITORY, 'services', service);

export interface Surroundings {
  ports: Ports;
  urls: SystemUrls;
  /** Base URL of every replica of each service; the first is the service's own. */
  addresses: Record<ServiceName, readonly [string, ...string[]]>;
  secrets: Secrets;
  /** The key-encryption keys of each service. */
  keyFiles: Record<ServiceName, string>;
  through?: Detours;
}

/** Ports at which each replica of a service reaches NATS and PostgreSQL by a detour, such as a proxy that makes faults. */
export type Detours = Partial<Record<ServiceName, readonly { nats?: number; postgres?: number }[]>>;

export const serviceUrl = (service: ServiceName, urls: SystemUrls): string => urls[serviceKey(service)];

/**
 * All that a service's process gets from its environment: nothing of the starter's own passes.
 *
 * @param replica counted from 0
 */
export function serviceEnvironment(
  service: ServiceName,
  surroundings: Surroundings,
  replica: number,
): Record<string, string> {
  const { ports, urls, addresses, secrets, keyFiles, through = {} } = surroundings;
  const { nats = ports.nats, postgres = ports.postgres } = through[service]?.[replica] ?? {};
  const database = databaseName(service);
  return {
    NODE_ENV: 'development',
    HOST: '127.0.0.1',
    PORT: new URL(addresses[service][replica] ?? addresses[service][0]).port,
    PUBLIC_URL: serviceUrl(service, urls),
    DATABASE_URL: databaseUrl(postgres, database, secrets),
    NATS_URL: `nats://127.0.0.1:${nats}`,
    LOG_LEVEL: 'info',
    ISSUER: urls.identity,
    KEY_ENCRYPTION_KEYS_FILE: keyFiles[service],
    ...(service === ISSUER ? {} : { CLIENT_ID: service, ...discovery(addresses[ISSUER], replica) }),
    ...OWN[service]?.(urls),
  };
}

/** Replicas of the issuer share those that verify, as they do behind a load balancer. */
function discovery(issuers: readonly [string, ...string[]], replica: number): Record<string, string> {
  return issuers.length === 1 ? {} : { DISCOVERY_URL: issuers[replica % issuers.length] ?? issuers[0] };
}

/** More attempts than a test suite makes. */
const GENEROUS = '100000';

/** The service that the others are clients of. */
const ISSUER: ServiceName = 'identity-api';

/** What a service is told beside what every one is. */
const OWN: Partial<Record<ServiceName, (urls: SystemUrls) => Record<string, string>>> = {
  'identity-api': (urls) => ({
    SEED_DEMO: 'true',
    NOTIFICATIONS_JWKS_URI: `${urls.notifications}/.well-known/jwks.json`,
    SERVICE_CLIENTS: JSON.stringify(
      SERVICES.filter((service) => service !== ISSUER).map((client) => ({
        client_id: client,
        jwks_uri: `${serviceUrl(client, urls)}/.well-known/jwks.json`,
        introspect: true,
        scopes: {},
      })),
    ),
    LOGIN_ATTEMPTS_PER_ACCOUNT: GENEROUS,
    LOGIN_ATTEMPTS_PER_ADDRESS: GENEROUS,
    ACCOUNT_REQUESTS_PER_ADDRESS: GENEROUS,
    // The bench and the chaos run refresh hundreds of times a second.
    OAUTH_REQUESTS_PER_MINUTE: '10000000',
  }),
  notifications: (urls) => ({
    SMTP_URL: urls.smtp,
    MAIL_FROM: 'Hallpass <no-reply@hallpass.test>',
  }),
};
