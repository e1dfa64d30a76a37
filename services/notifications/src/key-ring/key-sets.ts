import { STREAMS } from '@hallpass/contracts';
import type { KeySetDefinition } from '@hallpass/keys';

/** Signs the assertions with which this service authenticates itself at the issuer (RFC 7523). */
export const CLIENT_ASSERTION = 'client-assertion';
export const CLIENT_ASSERTION_SECONDS = 60;

/** Opens what others seal for this service: addresses and tokens in events. */
export const CONFIDENTIAL = 'confidential';

export const KEY_SETS: readonly KeySetDefinition[] = [
  { useCase: CLIENT_ASSERTION, use: 'sig', alg: 'ES256', tokenLifetimeSeconds: CLIENT_ASSERTION_SECONDS },
  {
    useCase: CONFIDENTIAL,
    use: 'enc',
    alg: 'ECDH-ES+A256KW',
    // An event can be read, or replayed from the dead letters, as long as a stream keeps it.
    tokenLifetimeSeconds: (STREAMS.identity.maxAgeMs + STREAMS.dead.maxAgeMs) / 1000,
  },
];
