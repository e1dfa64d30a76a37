export type { FeedConnectionOptions } from './connection.js';
export { natsRevocationFeed, type NatsRevocationFeedOptions } from './nats-revocation-feed.js';
export type { SnapshotSigner } from './snapshot-responder.js';
export type { RollEntry } from './roll.js';
export { VERIFIER_SUBJECTS, type Verifier } from './verifier-protocol.js';
export { VerifierRoll, type Confirmation, type VerifierRollOptions } from './verifier-roll.js';
