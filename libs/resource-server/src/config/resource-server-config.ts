import { serviceConfig } from '@hallpass/platform';
import { z } from 'zod';

const milliseconds = z.coerce.number().int().min(100).max(3_600_000).describe('milliseconds from 100 to 3600000');

/** The variables of whatever verifies access tokens: where the issuer is found, and where revocations come from. */
export const verificationConfig = serviceConfig.extend({
  /** The URL that the issuer's metadata is fetched from, when it is not that of the issuer (an inner network). */
  DISCOVERY_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('an http(s) URL of the inner network, such as http://identity-api:3001'),
  /** The source of revocations. `none` is for an issuer that announces none: its tokens are accepted until they expire. */
  REVOCATION_FEED: z.enum(['nats', 'none']).default('nats').describe('nats or none'),
  /** The revocation state is stale when the broker has not been heard for this long. */
  REVOCATION_STALE_AFTER_MS: milliseconds.default(3000),
  /** The policy while the revocation state is stale: ask the issuer, refuse, or go on for `REVOCATION_ALLOW_MS`. */
  REVOCATION_WHEN_STALE: z
    .enum(['introspect', 'deny', 'allow'])
    .default('introspect')
    .describe('introspect, deny or allow'),
  /** With `allow`: how long a stale revocation state is used. */
  REVOCATION_ALLOW_MS: milliseconds.default(60_000),
});

/**
 * The variables of every service that verifies access tokens. A service adds its own with `.extend({ … })`.
 *
 * @param clientId the default of `CLIENT_ID`: as what the issuer knows the service
 */
export function resourceServerConfig(clientId: string) {
  return verificationConfig.extend({
    /** The client identifier of this service at the issuer. */
    CLIENT_ID: z.string().min(1).default(clientId).describe('the client_id of this service at the issuer'),
  });
}
export type ResourceServerConfig = z.infer<ReturnType<typeof resourceServerConfig>>;
