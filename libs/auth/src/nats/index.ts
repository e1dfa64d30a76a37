export { natsRevocationFeed, type NatsRevocationFeedOptions } from './nats-revocation-feed.js';
