import type { AuthOptions, StalePolicy } from '@hallpass/auth';
import { IntrospectionClient } from '@hallpass/verifier';
import { natsRevocationFeed } from '@hallpass/verifier/nats';
import { AUDIENCES } from '@hallpass/contracts';
import type { ClientAssertion } from '@hallpass/keys';
import { brokerOptions, type Clock } from '@hallpass/platform';
import type { Config } from './config.js';

/** How this service judges access tokens. */
export function authOptions(config: Config, assertion: ClientAssertion, clock: Clock): AuthOptions {
  return {
    ...issuerOf(config),
    audience: AUDIENCES.notifications,
    clock,
    revocation: {
      feed:
        config.REVOCATION_FEED === 'none'
          ? null
          : natsRevocationFeed({ ...brokerOptions(config), name: 'notifications', clock }),
      staleAfterMs: config.REVOCATION_STALE_AFTER_MS,
      whenStale: stalePolicy(config, assertion),
    },
  };
}

function stalePolicy(config: Config, assertion: ClientAssertion): StalePolicy {
  switch (config.REVOCATION_WHEN_STALE) {
    case 'deny':
      return { mode: 'deny' };
    case 'allow':
      return { mode: 'allow', forAtMostMs: config.REVOCATION_ALLOW_MS };
    case 'introspect': {
      const clientAssertion = (audience: string) => assertion.for(audience);
      const client = { ...issuerOf(config), clientId: config.CLIENT_ID, clientAssertion };
      return { mode: 'introspect', tokenStatus: new IntrospectionClient(client) };
    }
  }
}

function issuerOf({ ISSUER: issuer, DISCOVERY_URL: discoveryUrl }: Config) {
  return discoveryUrl === undefined ? { issuer } : { issuer, discoveryUrl };
}
