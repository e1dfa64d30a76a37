import type { CloudEvent } from '@hallpass/contracts';
import type { OutboxRow } from './outbox-message.js';

export interface EncodedMessage {
  readonly subject: string;
  readonly body: Uint8Array | string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The row's `data` with what was confidential sealed in it: kept in their place, so that the row can be published again. */
  readonly sealedData?: object;
}

/** Makes of a row what goes on the bus. Called again for each attempt; a row that fails to encode is retried later. */
export type OutboxEncoder = (row: OutboxRow) => Promise<EncodedMessage>;

/**
 * CloudEvents 1.0 in JSON (structured mode) with the trace context extension: the id is the row's, the type the subject
 * on the bus, the CloudEvents `subject` the account. Throws when the row has a confidential part: that would travel in
 * the clear; an encoder that seals it into `data` calls this one with `confidential: null`.
 */
export function cloudEventEncoder({ source }: { source: string }): OutboxEncoder {
  return async (row) => {
    if (row.confidential !== null) {
      throw new Error(`Outbox message ${row.id} has a confidential part: compose an encoder that seals it first.`);
    }
    const event: CloudEvent = {
      specversion: '1.0',
      id: row.id,
      source,
      type: row.subject,
      ...(row.account === null ? {} : { subject: row.account }),
      time: row.occurredAt.toISOString(),
      datacontenttype: 'application/json',
      ...(row.traceparent === null ? {} : { traceparent: row.traceparent }),
      data: row.data,
    };
    return {
      subject: row.subject,
      body: JSON.stringify(event),
      headers: {
        'content-type': 'application/cloudevents+json',
        ...(row.traceparent === null ? {} : { traceparent: row.traceparent }),
      },
    };
  };
}
