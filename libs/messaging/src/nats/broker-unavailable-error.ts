/** The broker can't be reached right now. Nothing was sent; what must not be lost is in the outbox. */
export class BrokerUnavailableError extends Error {
  override readonly name = 'BrokerUnavailableError';

  constructor(reason = 'not connected', cause?: unknown) {
    super(`NATS is unavailable: ${reason}. The connection is being retried in the background.`, { cause });
  }
}
