import type { ReadinessIndicator } from '@hallpass/ports';
import type { NatsClient } from './nats-client.js';

/**
 * Not ready while the broker refuses the credentials of this service, as when they were changed at one of the two only. That the
 * broker is away is no reason: every replica hears the same silence.
 */
export class BrokerCredentials implements ReadinessIndicator {
  readonly name = 'broker';

  constructor(private readonly nats: Pick<NatsClient, 'refusal'>) {}

  /** Rejects while the last answer of the broker was a refusal; says what to do. */
  async check(): Promise<void> {
    const { refusal } = this.nats;
    if (refusal === undefined) return;
    throw new Error(
      `the broker refuses the credentials of this service (${refusal}): NATS_NKEY_SEED, or NATS_USER and NATS_PASSWORD, must be ` +
        `those that the broker knows; restart this replica with them`,
    );
  }
}
