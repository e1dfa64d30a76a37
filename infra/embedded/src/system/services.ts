import { join } from 'node:path';
import {
  issuerOf,
  keySetVariables,
  resourceUrls,
  serviceClients,
  serviceOf,
  SERVICES,
  type ServiceName,
} from '@hallpass/system';
import { databaseUrl } from './databases.ts';
import { REPOSITORY } from './paths.ts';
import type { Ports } from './ports.ts';
import type { Secrets } from './secrets.ts';
import type { SystemUrls } from './urls.ts';

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

export const serviceUrl = (service: ServiceName, urls: SystemUrls): string => urls[serviceOf(service).key];

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
  return {
    NODE_ENV: 'development',
    HOST: '127.0.0.1',
    PORT: new URL(addresses[service][replica] ?? addresses[service][0]).port,
    PUBLIC_URL: serviceUrl(service, urls),
    DATABASE_URL: databaseUrl(postgres, serviceOf(service).database, secrets),
    NATS_URL: `nats://127.0.0.1:${nats}`,
    LOG_LEVEL: 'info',
    ISSUER: serviceUrl(ISSUER, urls),
    KEY_ENCRYPTION_KEYS_FILE: keyFiles[service],
    ...(service === ISSUER ? clients(urls) : { CLIENT_ID: service, ...discovery(addresses[ISSUER], replica) }),
    ...declared(service, urls),
  };
}

/** Replicas of the issuer share those that verify, as they do behind a load balancer. */
function discovery(issuers: readonly [string, ...string[]], replica: number): Record<string, string> {
  return issuers.length === 1 ? {} : { DISCOVERY_URL: issuers[replica % issuers.length] ?? issuers[0] };
}

const ISSUER: ServiceName = issuerOf(SERVICES).name;

function clients(urls: SystemUrls): Record<string, string> {
  return {
    SERVICE_CLIENTS: JSON.stringify(serviceClients(SERVICES, ({ key }) => urls[key])),
    RESOURCE_URLS: JSON.stringify(resourceUrls(SERVICES, ({ key }) => urls[key])),
  };
}

/** What the declaration of a service says that it alone is told. */
function declared(service: ServiceName, urls: SystemUrls): Record<string, string> {
  const { development, mailFrom } = serviceOf(service);
  return {
    ...development,
    ...keySetVariables(serviceOf(service), SERVICES, ({ key }) => urls[key]),
    ...(mailFrom === undefined ? {} : { SMTP_URL: urls.smtp, MAIL_FROM: mailFrom }),
  };
}
