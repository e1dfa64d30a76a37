import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { SECURITY_STREAM_INCOMPLETE } from '@hallpass/verifier/issuer';
import { STREAMS } from '@hallpass/contracts';
import { JweRecipient, KeyRing } from '@hallpass/keys';
import { NatsClient, OutboxRelay } from '@hallpass/messaging';
import { Metrics } from '@hallpass/platform';
import { type Config, CONFIG } from '../config.js';
import { ReservedDatabase } from '../database/database.js';
import { messageEncoder } from './encode-message.js';
import { securityStream } from './security-stream.js';

/** The outbox relay of this service, for as long as the application runs. */
@Injectable()
export class IdentityRelay extends OutboxRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    database: ReservedDatabase,
    nats: NatsClient,
    keys: KeyRing,
    metrics: Metrics,
    @Inject(CONFIG) config: Config,
  ) {
    super({
      sql: database,
      nats,
      encode: messageEncoder({
        issuer: config.ISSUER,
        keys,
        recipient: new JweRecipient({ jwksUri: config.NOTIFICATIONS_JWKS_URI, logger: new Logger('JweRecipient') }),
      }),
      streams: [
        {
          ...securityStream(config.ACCESS_TOKEN_TTL_SECONDS),
          restore: true,
          incompleteMark: SECURITY_STREAM_INCOMPLETE,
        },
        { ...STREAMS.identity, restore: true },
      ],
      logger: new Logger('Outbox'),
      metrics,
    });
  }

  onApplicationBootstrap(): void {
    this.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.stop();
  }
}
