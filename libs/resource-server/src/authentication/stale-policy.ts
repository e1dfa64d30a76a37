import type { ClientAssertion } from '@hallpass/keys';
import { IntrospectionClient, type StalePolicy } from '@hallpass/verifier';
import type { ResourceServerConfig } from '../config/resource-server-config.js';

/** What a valid token gets while the broker is silent. */
export function stalePolicy(config: ResourceServerConfig, assertion: ClientAssertion): StalePolicy {
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
