export type { SnapshotSigner } from './issuer/snapshot-responder.js';
export { natsRevocationFeed, type NatsRevocationFeedOptions } from './nats-revocation-feed.js';
export type { FeedConnectionOptions } from './wire/connection.js';
