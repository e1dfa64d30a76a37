import type { ServiceConfig } from './service-config.js';

export type BrokerConfig = Pick<
  ServiceConfig,
  'NATS_URL' | 'NATS_USER' | 'NATS_PASSWORD' | 'NATS_NKEY_SEED' | 'NATS_INBOX_PREFIX'
>;

/** How a service reaches NATS, and as whom: what every connection of it is made with. */
export interface BrokerOptions {
  readonly servers: string;
  readonly user?: string;
  readonly password?: string;
  readonly nkeySeed?: string;
  readonly inboxPrefix?: string;
}

/** The part of the configuration that says how NATS is reached, as NatsClient and the revocation feed take it. */
export function brokerOptions(config: BrokerConfig): BrokerOptions {
  const { NATS_URL, NATS_USER, NATS_PASSWORD, NATS_NKEY_SEED, NATS_INBOX_PREFIX } = config;
  return {
    servers: NATS_URL,
    ...(NATS_USER !== undefined && { user: NATS_USER }),
    ...(NATS_PASSWORD !== undefined && { password: NATS_PASSWORD }),
    ...(NATS_NKEY_SEED !== undefined && { nkeySeed: NATS_NKEY_SEED }),
    ...(NATS_INBOX_PREFIX !== undefined && { inboxPrefix: NATS_INBOX_PREFIX }),
  };
}
