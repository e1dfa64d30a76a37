export { systemClock, type Clock } from './clock.js';
export * from './errors.js';
export { AuthHealth } from './http/auth-health.js';
export { AuthMetrics, type AuthMetricsSnapshot } from './http/auth-metrics.js';
export { AuthModule, type AuthAsyncOptions } from './http/auth.module.js';
export { setRefusalHeaders, type HttpReply } from './http/challenge.js';
export { bearerToken, hasSeveralAuthorizations, type HttpRequest } from './http/credentials.js';
export { setCurrentPrincipal } from './http/current-principal.js';
export { AnyScope, Authenticated, CurrentPrincipal, Public } from './http/decorators.js';
export { REQUIREMENT, type Requirement } from './http/requirement.js';
export { TokenVerifier } from './http/token-verifier.js';
export { IntrospectionClient, type IntrospectionClientOptions } from './introspection/introspection-client.js';
export type { TokenStatus } from './introspection/token-status.js';
export { ALGORITHMS, type Algorithm, type KeySource, type VerificationKey } from './key-sets/key-source.js';
export type { IssuerMetadata, KeySetSelection } from './key-sets/metadata.js';
export { RemoteKeySource, type RemoteKeySourceOptions } from './key-sets/remote-key-source.js';
export type { AuthOptions, RevocationOptions, StalePolicy } from './options.js';
export type { Principal, RevocationSubject } from './principal.js';
export type { FeedState } from './revocation/freshness.js';
export type { RevocationFeed, RevocationSink } from './revocation/revocation-feed.js';
export { RevocationState, type RevocationStateOptions, type RevocationStats } from './revocation/revocation-state.js';
export { REVOCATION_SNAPSHOT_TYP, type SnapshotEvent, type SnapshotPart } from './revocation/revocation-snapshot.js';
export * from './revocation/security-event.js';
export {
  parseSecurityEvent,
  securityEventClaims,
  type SecurityEventEnvelope,
} from './revocation/security-event-claims.js';
export { SecurityEventVerifier, type SecurityEventVerifierOptions } from './revocation/security-event-verifier.js';
export { LiveConnections, type CloseReason } from './sessions/live-connections.js';
export { SessionCache, type SessionCacheOptions, type SessionCacheStats } from './sessions/session-cache.js';
export { ACCESS_TOKEN_TYP, LocalVerifier, type LocalVerifierOptions } from './verification/local-verifier.js';
export {
  unverifiedClaims,
  verifySigned,
  type SignedToken,
  type SignedTokenRules,
} from './verification/verify-signed.js';
