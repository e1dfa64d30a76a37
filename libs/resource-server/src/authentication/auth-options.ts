import type { AuthOptions } from '@hallpass/auth';
import { natsRevocationFeed } from '@hallpass/verifier/nats';
import { CLOCK_LEEWAY_SECONDS, type Resource } from '@hallpass/contracts';
import type { ClientAssertion } from '@hallpass/keys';
import { brokerOptions } from '@hallpass/platform';
import type { Clock } from '@hallpass/ports';
import type { ResourceServerConfig } from '../config/resource-server-config.js';
import { metadataUrl } from '../metadata/metadata-url.js';
import { stalePolicy } from './stale-policy.js';

/** What the configuration doesn't say. */
export interface VerifierIdentity {
  /** Of the tokens that the service takes. */
  readonly audience: Resource;
  /** Of its connection to the broker, and as which replicas are known to the issuer. */
  readonly name: string;
  readonly assertion: ClientAssertion;
  readonly clock: Clock;
}

/** How a service judges access tokens: the issuer's keys for its audience, and what the issuer announces as revoked. */
export function authOptions(
  config: ResourceServerConfig,
  { audience, name, assertion, clock }: VerifierIdentity,
): AuthOptions {
  return {
    issuer: config.ISSUER,
    audience,
    clockToleranceSeconds: CLOCK_LEEWAY_SECONDS,
    ...(config.DISCOVERY_URL !== undefined && { discoveryUrl: config.DISCOVERY_URL }),
    resourceMetadataUrl: metadataUrl(config.PUBLIC_URL),
    revocation: {
      feed: config.REVOCATION_FEED === 'none' ? null : natsRevocationFeed({ ...brokerOptions(config), name, clock }),
      staleAfterMs: config.REVOCATION_STALE_AFTER_MS,
      whenStale: stalePolicy(config, assertion),
    },
    clock,
  };
}
