import type { NatsConnection } from '@nats-io/transport-node';
import type { Clock } from '../clock.js';
import type { RevocationFeed } from '../revocation/revocation-feed.js';
export interface NatsRevocationFeedOptions {
  readonly connection?: NatsConnection;
  readonly servers?: string | string[];
  readonly user?: string;
  readonly password?: string;
  readonly name: string;
  readonly stream?: string;
  readonly clock?: Clock;
}
export function natsRevocationFeed(_options: NatsRevocationFeedOptions): RevocationFeed {
  throw new Error('unfinished');
}
