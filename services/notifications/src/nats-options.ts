import type { Config } from './config.js';

/** How this service connects to NATS. */
export function natsOptions({
  NATS_URL,
  NATS_USER,
  NATS_PASSWORD,
}: Pick<Config, 'NATS_URL' | 'NATS_USER' | 'NATS_PASSWORD'>) {
  return {
    servers: NATS_URL,
    name: 'notifications',
    ...(NATS_USER === undefined ? {} : { user: NATS_USER }),
    ...(NATS_PASSWORD === undefined ? {} : { password: NATS_PASSWORD }),
  };
}
