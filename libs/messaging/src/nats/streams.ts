import type { StreamDefinition } from '@hallpass/contracts';
import {
  DiscardPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
  type JetStreamManager,
  type StreamInfo,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';

const STREAM_NAME_IN_USE = 10058;
/** How long the stream recognises a `Nats-Msg-Id` it has seen; never longer than it keeps messages. */
const DUPLICATE_WINDOW_MS = 2 * 60 * 1000;

/** Creates the stream, or updates its subjects and its age when they differ. Any number of processes may do it at once. */
export async function createOrUpdateStream(
  manager: JetStreamManager,
  definition: StreamDefinition,
  replicas: number,
): Promise<StreamInfo> {
  const existing = await findStream(manager, definition.name);
  if (existing !== undefined) return update(manager, existing, definition);
  try {
    return await manager.streams.add({
      name: definition.name,
      subjects: [...definition.subjects],
      max_age: nanos(definition.maxAgeMs),
      duplicate_window: nanos(duplicateWindowMs(definition)),
      retention: RetentionPolicy.Limits,
      storage: StorageType.File,
      discard: DiscardPolicy.Old,
      num_replicas: replicas,
      ...(definition.description === undefined ? {} : { description: definition.description }),
    });
  } catch (error) {
    if (!isApiError(error, STREAM_NAME_IN_USE)) throw error;
    return update(manager, await manager.streams.info(definition.name), definition);
  }
}

/** The stream as the broker knows it, or undefined where it has none of this name. */
export async function findStream(manager: JetStreamManager, name: string): Promise<StreamInfo | undefined> {
  try {
    return await manager.streams.info(name);
  } catch (error) {
    if (isApiError(error, JetStreamApiCodes.StreamNotFound)) return undefined;
    throw error;
  }
}

export function isApiError(error: unknown, code: number): error is JetStreamApiError {
  return error instanceof JetStreamApiError && error.code === code;
}

async function update(
  manager: JetStreamManager,
  existing: StreamInfo,
  definition: StreamDefinition,
): Promise<StreamInfo> {
  const same =
    existing.config.max_age === nanos(definition.maxAgeMs) &&
    JSON.stringify([...existing.config.subjects].sort()) === JSON.stringify([...definition.subjects].sort());
  if (same) return existing;
  return manager.streams.update(definition.name, {
    subjects: [...definition.subjects],
    max_age: nanos(definition.maxAgeMs),
    duplicate_window: nanos(duplicateWindowMs(definition)),
  });
}

function duplicateWindowMs({ maxAgeMs }: StreamDefinition): number {
  return maxAgeMs === 0 ? DUPLICATE_WINDOW_MS : Math.min(DUPLICATE_WINDOW_MS, maxAgeMs);
}
