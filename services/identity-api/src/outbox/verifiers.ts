import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { VerifierRoll } from '@hallpass/verifier/issuer';
import { NatsClient } from '@hallpass/messaging';
import { brokerOptions, Metrics } from '@hallpass/platform';
import { CONFIG, type Config } from '../config.js';

/** The verifiers of this issuer's tokens, as they announce themselves on the bus. */
@Injectable()
export class Verifiers extends VerifierRoll implements BeforeApplicationShutdown {
  private readonly unsubscribe: () => void;

  constructor(nats: NatsClient, metrics: Metrics, @Inject(CONFIG) config: Config) {
    super({
      ...brokerOptions(config),
      longestRelianceMs: config.REVOCATION_LONGEST_RELIANCE_MS,
      log: new Logger('VerifierRoll'),
    });
    this.unsubscribe = nats.onConnected(() => this.listen(nats.connection));
    metrics.gauge('verifiers_known', 'Replicas that verify tokens and have announced themselves', () => this.size);
  }

  beforeApplicationShutdown(): void {
    this.unsubscribe();
    this.stop();
  }
}
