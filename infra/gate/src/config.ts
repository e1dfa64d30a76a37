import { serviceConfig } from '@hallpass/platform';
import { z } from 'zod';

/** What the environment of the gate may say: of what a service's may, the part that verification needs. */
export const configSchema = serviceConfig
  .pick({
    NODE_ENV: true,
    HOST: true,
    ISSUER: true,
    NATS_URL: true,
    NATS_USER: true,
    NATS_PASSWORD: true,
    NATS_NKEY_SEED: true,
    NATS_INBOX_PREFIX: true,
    LOG_LEVEL: true,
    SHUTDOWN_TIMEOUT_MS: true,
  })
  .extend({
    /** Of the first door; the others follow it, in the order of the resources. */
    PORT: z.coerce.number().int().min(1).max(65_000).describe('the first port, from 1 to 65000'),
    DISCOVERY_URL: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('an http(s) URL of the inner network, such as http://identity-api:3001'),
    /** Silence of the broker after which tokens are the services' to judge. */
    REVOCATION_STALE_AFTER_MS: z.coerce.number().int().min(100).max(3_600_000).default(3000).describe('milliseconds'),
  });
export type Config = z.infer<typeof configSchema>;
