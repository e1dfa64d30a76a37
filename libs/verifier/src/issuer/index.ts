export type { RollEntry } from '../nats/issuer/roll.js';
export type { SnapshotSigner } from '../nats/issuer/snapshot-responder.js';
export {
  VerifierRoll,
  type Confirmation,
  type ConfirmOptions,
  type VerifierRollOptions,
} from '../nats/issuer/verifier-roll.js';
export { VERIFIER_SUBJECTS, type AnnouncedVerifier } from '../nats/wire/verifier-protocol.js';
export { REVOCATION_SNAPSHOT_TYP, type SnapshotEvent, type SnapshotPart } from '../revocation/revocation-snapshot.js';
export {
  parseSecurityEvent,
  securityEventClaims,
  type SecurityEventEnvelope,
} from '../revocation/security-event-claims.js';
export * from '../revocation/security-event.js';
