import { randomUUID } from 'node:crypto';
import { Outbox, type OutboxMessage, OutboxRelay } from '@hallpass/messaging';
import type { SqlExecutor } from '@hallpass/ports';
import { Injectable } from '@nestjs/common';

/** Something that happened: what goes on the bus, the account it is about, and what its order among others is by. */
export interface Announcement {
  readonly subject: string;
  readonly data: object;
  readonly account: string;
  readonly aggregate: string;
}

@Injectable()
export class Announcer {
  constructor(
    private readonly outbox: Outbox,
    private readonly relay: OutboxRelay,
  ) {}

  /** Adds the event to the transaction, which holds the lock of the aggregate's row. Give the answer to {@link afterCommit} once that has committed. */
  async add(tx: SqlExecutor, { subject, data, account, aggregate }: Announcement): Promise<OutboxMessage> {
    const message = { id: randomUUID(), subject, data, account, aggregate };
    await this.outbox.add(tx, [message]);
    return message;
  }

  /** Publishes in the background: nobody waits for the broker, and what fails now the relay repeats. */
  afterCommit(message: OutboxMessage): void {
    void this.relay.publishNow([message]);
  }
}
