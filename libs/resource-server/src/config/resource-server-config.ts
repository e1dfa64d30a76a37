import { serviceConfig } from '@hallpass/platform';
import { z } from 'zod';

const milliseconds = z.coerce.number().int().min(100).max(3_600_000).describe('milliseconds from 100 to 3600000');

/** The variables of whatever verifies access tokens: where the issuer is found, and where revocations come from. */
export const verificationConfig = serviceConfig.extend({
  /** Where the issuer's metadata is fetched when that is not the issuer's own address (an inner network). */
  DISCOVERY_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('an http(s) URL of the inner network, such as http://identity-api:3001'),
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

/**
 * The variables of every service that verifies access tokens. A service adds its own with `.extend({ … })`.
 *
 * @param clientId the default of `CLIENT_ID`: as what the issuer knows the service
 */
export function resourceServerConfig(clientId: string) {
  return verificationConfig.extend({
    /** The client that this service is at the issuer, and the issuer and subject of its client assertions. */
    CLIENT_ID: z.string().min(1).default(clientId).describe('the client_id of this service at the issuer'),
  });
}
export type ResourceServerConfig = z.infer<ReturnType<typeof resourceServerConfig>>;
