import { resourceUrls, verificationConfig } from '@hallpass/resource-server';
import { z } from 'zod';

/** What the environment of the gate may say: of what a service's may, the part that verification needs. */
export const configSchema = verificationConfig
  .pick({
    NODE_ENV: true,
    HOST: true,
    ISSUER: true,
    DISCOVERY_URL: true,
    NATS_URL: true,
    NATS_USER: true,
    NATS_PASSWORD: true,
    NATS_NKEY_SEED: true,
    NATS_INBOX_PREFIX: true,
    REVOCATION_STALE_AFTER_MS: true,
    CORS_ORIGINS: true,
    LOG_LEVEL: true,
    SHUTDOWN_TIMEOUT_MS: true,
  })
  .extend({
    /** The URLs of the services, whose metadata a refusal names (RFC 9728 section 5.1). */
    RESOURCE_URLS: resourceUrls,
    /** The port of the first audience; the other audiences have the ports that follow, in the order of the resources. */
    PORT: z.coerce.number().int().min(1).max(65_000).describe('the first port, from 1 to 65000'),
  });
export type Config = z.infer<typeof configSchema>;
