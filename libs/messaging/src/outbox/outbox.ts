import { currentTraceparent, type SqlExecutor } from '@hallpass/ports';
import type { OutboxMessage } from './outbox-message.js';

const INSERT = `
  INSERT INTO outbox (id, subject, data, confidential, account, aggregate, traceparent)
  SELECT id, subject, data, confidential, account, aggregate, $2
  FROM jsonb_to_recordset($1::jsonb) AS m (id uuid, subject text, data jsonb, confidential jsonb, account uuid,
    aggregate text)`;

/** The transactional outbox: what is added is published if, and only if, the transaction commits. */
export class Outbox {
  /** Adds messages within the caller's transaction, with the trace context of the request under way. */
  async add(tx: SqlExecutor, messages: readonly OutboxMessage[]): Promise<void> {
    if (messages.length === 0) return;
    const rows = messages.map(({ id, subject, data, confidential, account, aggregate }) => ({
      id,
      subject,
      data,
      confidential,
      account,
      aggregate,
    }));
    await tx.$executeRawUnsafe(INSERT, JSON.stringify(rows), currentTraceparent() ?? null);
  }
}
