import type { AuthOptions, StalePolicy } from '@hallpass/auth';
import { IntrospectionClient } from '@hallpass/verifier';
import { natsRevocationFeed } from '@hallpass/verifier/nats';
import { AUDIENCES, CLOCK_LEEWAY_SECONDS } from '@hallpass/contracts';
import type { ClientAssertion } from '@hallpass/keys';
import { brokerOptions, type Clock } from '@hallpass/platform';
import type { Config } from '../config.js';

/** How this service judges access tokens: the issuer's keys for its audience, and what the issuer announces as revoked. */
export function authOptions(config: Config, assertion: ClientAssertion, clock: Clock): AuthOptions {
  return {
    issuer: config.ISSUER,
    audience: AUDIENCES.orderApi,
    clockToleranceSeconds: CLOCK_LEEWAY_SECONDS,
    ...(config.DISCOVERY_URL !== undefined && { discoveryUrl: config.DISCOVERY_URL }),
    resourceMetadataUrl: `${config.PUBLIC_URL}/.well-known/oauth-protected-resource`,
    revocation: {
      feed:
        config.REVOCATION_FEED === 'none'
          ? null
          : natsRevocationFeed({ ...brokerOptions(config), name: 'order-api', clock }),
      staleAfterMs: config.REVOCATION_STALE_AFTER_MS,
      whenStale: stalePolicy(config, assertion),
    },
    clock,
  };
}

/** What a valid token gets while the broker is silent. */
function stalePolicy(config: Config, assertion: ClientAssertion): StalePolicy {
  switch (config.REVOCATION_WHEN_STALE) {
    case 'deny':
      return { mode: 'deny' };
    case 'allow':
      return { mode: 'allow', forAtMostMs: config.REVOCATION_ALLOW_MS };
    case 'introspect':
      return {
        mode: 'introspect',
        tokenStatus: new IntrospectionClient({
          issuer: config.ISSUER,
          ...(config.DISCOVERY_URL !== undefined && { discoveryUrl: config.DISCOVERY_URL }),
          clientId: config.CLIENT_ID,
          clientAssertion: (audience) => assertion.for(audience),
        }),
      };
  }
}
