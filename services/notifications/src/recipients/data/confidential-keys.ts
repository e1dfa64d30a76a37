import { STREAMS } from '@hallpass/contracts';
import type { KeySetDefinition } from '@hallpass/keys';

/** The key set that opens what others seal for this service: addresses and tokens in events. */
export const CONFIDENTIAL_KEYS: KeySetDefinition = {
  useCase: 'confidential',
  use: 'enc',
  alg: 'ECDH-ES+A256KW',
  // An event can be read, or replayed from the dead letters, as long as a stream keeps it.
  tokenLifetimeSeconds: (STREAMS.identity.maxAgeMs + STREAMS.dead.maxAgeMs) / 1000,
};
