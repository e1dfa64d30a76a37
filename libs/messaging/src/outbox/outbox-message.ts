/** An event that a transaction wants published: written with the change it tells of, published after the commit. */
export interface OutboxMessage {
  /** A UUID: the event's id, its `Nats-Msg-Id`, and what makes a second delivery harmless. */
  readonly id: string;
  readonly subject: string;
  readonly data: object;
  /** Personal data: sealed for its recipient by the encoder when it is published, and only sealed here once it was. */
  readonly confidential?: object;
  /** The account the event is about (a UUID). */
  readonly account?: string;
  /**
   * What the event is about, where events about it have an order, such as `order:<id>`: they are published in the order in
   * which they were added. To be added while the transaction holds the lock of its row, so that this is the order of the
   * changes. An event that has none waits for no other.
   */
  readonly aggregate?: string;
}

/** A message as it lies in the outbox. */
export interface OutboxRow {
  readonly id: string;
  readonly subject: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly confidential: Readonly<Record<string, unknown>> | null;
  readonly account: string | null;
  readonly traceparent: string | null;
  readonly occurredAt: Date;
}
