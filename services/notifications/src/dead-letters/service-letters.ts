import { DeadLetters, forgetDurable, type NatsClient } from '@hallpass/messaging';
import { DURABLES } from '../consumers/durables.js';

/** The dead letters, with what the command does beside them for the consumers of this service. */
export class ServiceLetters extends DeadLetters {
  constructor(private readonly broker: NatsClient) {
    super(broker);
  }

  /** Removes the consumers of this service: its next start reads its streams from their beginning. Returns the names of those that there were. */
  async reread(): Promise<readonly string[]> {
    const forgotten: string[] = [];
    for (const { stream, durable } of Object.values(DURABLES)) {
      if (await forgetDurable(this.broker, stream.name, durable)) forgotten.push(durable);
    }
    return forgotten;
  }
}
