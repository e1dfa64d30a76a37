import { serviceConfig } from '@hallpass/platform';
import { z } from 'zod';

const milliseconds = z.coerce.number().int().min(100).max(3_600_000).describe('milliseconds from 100 to 3600000');

/** What the environment of this service may say; the keys are the names of the variables. */
export const configSchema = serviceConfig.extend({
  /** Where the issuer's metadata is fetched when that is not the issuer's own address (an inner network). */
  DISCOVERY_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('an http(s) URL of the inner network, such as http://identity-api:3001'),
  /** The client that this service is at the issuer, and the issuer and subject of its client assertions. */
  CLIENT_ID: z.string().min(1).default('order-api').describe('the client_id of this service at the issuer'),
  /** Hours for which a repeated post gets the order of its Idempotency-Key; after that the key is as good as new. */
  IDEMPOTENCY_KEY_HOURS: z.coerce.number().int().min(1).max(8760).default(24).describe('hours from 1 to 8760'),
  /** Where revocations come from: `none` for an issuer that announces nothing, whose tokens live until they expire. */
  REVOCATION_FEED: z.enum(['nats', 'none']).default('nats').describe('nats or none'),
  /** Silence of the broker after which the revocation state counts as stale, and what a request gets then. */
  REVOCATION_STALE_AFTER_MS: milliseconds.default(3000),
  REVOCATION_WHEN_STALE: z
    .enum(['introspect', 'deny', 'allow'])
    .default('introspect')
    .describe('introspect, deny or allow'),
  /** With `allow`: for how long at most a stale state is good enough. */
  REVOCATION_ALLOW_MS: milliseconds.default(60_000),
});
export type Config = z.infer<typeof configSchema>;

/** The token under which Nest provides the {@link Config}. */
export const CONFIG = Symbol('Config');
