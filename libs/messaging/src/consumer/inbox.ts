import type { SqlExecutor } from '@hallpass/ports';
import { deleteInSlices } from '../slices.js';

/** Remembers which events a consumer has handled, in the transaction that handles them. */
export class Inbox {
  constructor(private readonly consumer: string) {}

  /** False when the event has been handled. Waits for a transaction that is handling it at this moment. */
  async remember(tx: SqlExecutor, eventId: string): Promise<boolean> {
    const inserted = await tx.$executeRawUnsafe(
      `INSERT INTO inbox (consumer, event_id) VALUES ($1, $2::uuid) ON CONFLICT DO NOTHING`,
      this.consumer,
      eventId,
    );
    return inserted === 1;
  }

  /** Forgets events older than anything that could still be delivered. */
  async prune(sql: SqlExecutor, retentionMs: number): Promise<void> {
    const isOld = `consumer = $1 AND received_at < now() - $2::float8 * interval '1 millisecond'`;
    await deleteInSlices(sql, 'inbox', isOld, this.consumer, retentionMs);
  }
}
