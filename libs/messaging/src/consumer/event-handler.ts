import type { CloudEvent, EventData, EventDefinition } from '@hallpass/contracts';
import type { SqlExecutor } from '@hallpass/ports';

/** What one event type does to this service's database. */
export interface EventHandler<D extends EventDefinition = EventDefinition> {
  readonly definition: D;
  /**
   * Runs in the transaction that records the event as seen: all of it happens, once, or nothing. May run more than
   * once when the transaction fails, so it does nothing outside `tx`. Throw {@link PermanentError} when another
   * attempt can't help.
   */
  handle(event: CloudEvent<EventData<D>>, tx: SqlExecutor): Promise<void>;
}

/** Another attempt would end the same way: the message goes to the dead letters at once. */
export class PermanentError extends Error {
  override readonly name = 'PermanentError';
}
