import type { ConsumerNotification, JsMsg, PushConsumer } from '@nats-io/jetstream';

export interface EventReaderOptions {
  /** The first sequence of the stream that the consumer delivers. */
  readonly from: number;
  /** Applies one event, for as long as it takes; rejects only when the reader is stopped. */
  readonly apply: (setJwt: string) => Promise<void>;
  /** Every event up to that sequence of the stream has been applied. */
  readonly onApplied: (streamSequence: number) => void;
}

/** Events verified at once: enough to keep the cores busy in a replay, few enough for flow control to hold the rest back. */
const WINDOW = 64;

/** Reads one consumer until a gap or its end; then another consumer has to take over. */
export class EventReader {
  private deliveries = 0;
  private sequence: number;
  private waiting = false;

  constructor(
    private readonly consumer: PushConsumer,
    private readonly options: EventReaderOptions,
  ) {
    this.sequence = options.from - 1;
  }

  /** Sequence in the stream of the latest event that was delivered. */
  get deliveredUpTo(): number {
    return this.sequence;
  }

  /** Whether it holds deliveries back until earlier ones have been applied. */
  get isBusy(): boolean {
    return this.waiting;
  }

  /** @param signal ends the reading */
  async read(signal: AbortSignal): Promise<void> {
    const messages = await this.consumer.consume();
    const stop = () => messages.stop();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const watching = this.watch(messages.status(), stop);
    try {
      await this.take(messages, stop);
    } finally {
      signal.removeEventListener('abort', stop);
    }
    await watching;
  }

  /** After a stop the rest is still drained: only then does nats.js end the subscription and its notifications. */
  private async take(messages: AsyncIterable<JsMsg>, stop: () => void): Promise<void> {
    const window: Promise<void>[] = [];
    let last = Promise.resolve();
    let stopped = false;
    const end = () => {
      stopped = true;
      stop();
    };
    for await (const message of messages) {
      if (stopped || message.info.deliverySequence !== this.deliveries + 1) {
        end();
        continue;
      }
      this.deliveries++;
      const { streamSequence } = message.info;
      this.sequence = streamSequence;
      const applied = Promise.all([last, this.options.apply(message.string())]);
      // Stays rejected: nothing after an event that was not applied may count as reached.
      last = applied.then(() => this.options.onApplied(streamSequence));
      window.push(last.catch(end));
      if (window.length < WINDOW) continue;
      this.waiting = true;
      await window.shift();
      this.waiting = false;
    }
    await Promise.all(window);
  }

  private async watch(status: AsyncIterable<ConsumerNotification>, stop: () => void): Promise<void> {
    for await (const { type } of status) {
      if (type === 'heartbeats_missed' || type === 'consumer_deleted') stop();
    }
  }
}
