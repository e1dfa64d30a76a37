import type { ConsumerNotification, JsMsg } from '@nats-io/jetstream';
import type { Clock } from '../clock.js';
import type { EventConsumer } from './event-consumer.js';

export interface EventReaderOptions {
  readonly clock: Clock;
  /** Applies one event, for as long as it takes; rejects only when the reader is stopped. */
  readonly apply: (setJwt: string) => Promise<void>;
  /** The events up to that sequence of the stream have been applied. */
  readonly onApplied: (streamSequence: number) => void;
  /** Everything sent before `at` (milliseconds by the clock) has been applied. */
  readonly onHeard: (at: number) => void;
}

/** Events verified at once: enough to keep the cores busy in a replay, few enough for flow control to hold the rest back. */
const WINDOW = 64;

/** Reads one consumer until a gap, silence or the end of the connection; then another consumer has to take over. */
export class EventReader {
  private delivered = 0;
  private applied = 0;
  private deliveredAtLastBeat = -1;
  private caughtUp: boolean;
  private waiting = false;

  constructor(
    private readonly source: EventConsumer,
    private readonly options: EventReaderOptions,
  ) {
    this.caughtUp = source.backlog === 0;
  }

  /** @param signal ends the reading */
  async read(signal: AbortSignal): Promise<void> {
    const messages = await this.source.consumer.consume();
    const stop = () => messages.stop();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const watching = this.watch(messages.status(), stop);
    if (this.caughtUp) this.options.onHeard(this.options.clock.now());
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
      if (stopped || message.info.deliverySequence !== this.delivered + 1) {
        end();
        continue;
      }
      this.delivered++;
      const receivedAt = this.options.clock.now();
      const applied = Promise.all([last, this.options.apply(message.string())]);
      last = applied.then(() => this.advance(message, receivedAt)).catch(end);
      window.push(last);
      if (window.length < WINDOW) continue;
      this.waiting = true;
      await window.shift();
      this.waiting = false;
    }
    await last;
  }

  private advance({ info }: JsMsg, receivedAt: number): void {
    this.applied = info.deliverySequence;
    this.options.onApplied(info.streamSequence);
    if (info.pending > 0) return;
    this.caughtUp = true;
    this.options.onHeard(receivedAt);
  }

  private async watch(status: AsyncIterable<ConsumerNotification>, stop: () => void): Promise<void> {
    for await (const notification of status) {
      if (notification.type === 'heartbeat') this.beat(notification.lastConsumerSequence, stop);
      if (notification.type === 'heartbeats_missed' || notification.type === 'consumer_deleted') stop();
    }
  }

  /** A heartbeat says how far the consumer got: it counts when we got as far. If we stay behind, a message was lost. */
  private beat(lastConsumerSequence: number, stop: () => void): void {
    if (this.caughtUp && this.applied === lastConsumerSequence) this.options.onHeard(this.options.clock.now());
    const behind = lastConsumerSequence > this.delivered && !this.waiting;
    if (behind && this.delivered === this.deliveredAtLastBeat) stop();
    this.deliveredAtLastBeat = this.delivered;
  }
}
