import { JetStreamApiCodes } from '@nats-io/jetstream';
import type { NatsClient } from '../nats/nats-client.js';
import { isApiError } from '../nats/streams.js';

/**
 * Removes a durable consumer: whoever creates it again reads the stream from its beginning. False where there is none. Throws
 * BrokerUnavailableError.
 */
export async function forgetDurable(nats: NatsClient, stream: string, durable: string): Promise<boolean> {
  try {
    return await (await nats.manager()).consumers.delete(stream, durable);
  } catch (error) {
    if (isApiError(error, JetStreamApiCodes.ConsumerNotFound)) return false;
    throw error;
  }
}
