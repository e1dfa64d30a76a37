import { cloudEventSchema, type CloudEvent } from '@hallpass/contracts';
import { z } from 'zod';
import { PermanentError, type EventHandler } from './event-handler.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads a CloudEvent from a message. The type must be the subject: who may publish what is decided by subjects. */
export function openEvent(subject: string, body: Uint8Array): CloudEvent {
  const parsed = cloudEventSchema.safeParse(readJson(body));
  if (!parsed.success) throw new PermanentError(`not a CloudEvent: ${z.prettifyError(parsed.error)}`);
  const event: CloudEvent = { ...parsed.data, data: parsed.data.data };
  if (event.type !== subject) throw new PermanentError(`type ${event.type} was published under ${subject}`);
  return event;
}

/** Holds the event's data against the schema of its type. */
export function checkData(event: CloudEvent, handler: EventHandler): CloudEvent {
  const parsed = handler.definition.data.safeParse(event.data);
  if (!parsed.success) throw new PermanentError(`data of ${event.type}: ${z.prettifyError(parsed.error)}`);
  return { ...event, data: parsed.data };
}

function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(body));
  } catch (error) {
    throw new PermanentError('not JSON in UTF-8', { cause: error });
  }
}
