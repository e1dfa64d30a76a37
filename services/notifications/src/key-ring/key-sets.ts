import { STREAMS } from '@hallpass/contracts';
import { CLIENT_ASSERTION_KEYS, type KeySetDefinition } from '@hallpass/keys';

/** Opens what others seal for this service: addresses and tokens in events. */
export const CONFIDENTIAL = 'confidential';

export const KEY_SETS: readonly KeySetDefinition[] = [
  CLIENT_ASSERTION_KEYS,
  {
    useCase: CONFIDENTIAL,
    use: 'enc',
    alg: 'ECDH-ES+A256KW',
    // An event can be read, or replayed from the dead letters, as long as a stream keeps it.
    tokenLifetimeSeconds: (STREAMS.identity.maxAgeMs + STREAMS.dead.maxAgeMs) / 1000,
  },
];
