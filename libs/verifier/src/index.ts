export { createVerifier, verifierFactory, type Verifier } from './assembly/create-verifier.js';
export type { VerifierHealth } from './assembly/health.js';
export type { VerifierMetrics } from './assembly/metrics.js';
export type { RevocationOptions, VerifierOptions } from './assembly/options.js';
export { systemClock, type Clock } from './clock.js';
export * from './errors.js';
export { IntrospectionClient, type IntrospectionClientOptions } from './introspection/introspection-client.js';
export type { TokenStatus } from './introspection/token-status.js';
export type { ClockReading } from './issuer-clock/clock-reading.js';
export { ALGORITHMS, type Algorithm, type KeySource, type VerificationKey } from './key-sets/key-source.js';
export type { KeySetSelection } from './key-sets/metadata.js';
export { RemoteKeySource, type RemoteKeySourceOptions } from './key-sets/remote-key-source.js';
export type { Log } from './log.js';
export type { Principal, RevocationSubject } from './principal.js';
export type { FeedState } from './revocation/freshness.js';
export type {
  EventsInForce,
  RevocationFeed,
  RevocationSink,
  SecurityEventSink,
  SnapshotSource,
} from './revocation/revocation-feed.js';
export type { RevocationReason } from './revocation/revocation-reason.js';
export { RevocationState, type RevocationStateOptions, type RevocationStats } from './revocation/revocation-state.js';
export { SecurityEventVerifier, type SecurityEventVerifierOptions } from './revocation/security-event-verifier.js';
export type { StalePolicy } from './revocation/stale-policies.js';
export { LiveConnections, type CloseReason } from './sessions/live-connections.js';
export { SessionCache, type SessionCacheOptions, type SessionCacheStats } from './sessions/session-cache.js';
export {
  unverifiedClaims,
  verifySigned,
  type SignedToken,
  type SignedTokenRules,
} from './signed-token/verify-signed.js';
export { ACCESS_TOKEN_TYP, LocalVerifier, type LocalVerifierOptions } from './verification/local-verifier.js';
