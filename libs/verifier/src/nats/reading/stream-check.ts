import { setTimeout as delay } from 'node:timers/promises';
import type { JetStreamManager } from '@nats-io/jetstream';
import type { Clock } from '../../clock.js';
import type { EventReader } from './event-reader.js';
import type { Position, StreamEnd } from './position.js';
import { unlessAborted } from './unless-aborted.js';

export interface StreamCheckOptions {
  readonly manager: JetStreamManager;
  readonly stream: string;
  readonly position: Position;
  readonly clock: Clock;
  /** Milliseconds between two questions. */
  readonly everyMs: number;
  readonly onTold: () => void;
}

/** Asks the broker how far the stream is: only so does silence mean that there is nothing to say. */
export class StreamCheck {
  constructor(private readonly options: StreamCheckOptions) {}

  /**
   * Asks for the first time, before there is a consumer.
   * @returns how far the stream is, and what to call once the consumer exists
   * @throws Error when the broker does not answer, or when the stream does not exist (yet)
   */
  async begin(signal: AbortSignal): Promise<{ end: StreamEnd; ready: () => void }> {
    const { askedAt, end } = await this.ask(signal);
    return { end, ready: () => this.take(askedAt, end) };
  }

  /**
   * Asks on until the signal is aborted.
   * @throws Error when another consumer has to take over: the broker does not answer, the stream is another one, or the
   * consumer does not deliver what the stream holds
   */
  async keepAsking(reader: EventReader, signal: AbortSignal): Promise<void> {
    let owed = 0;
    let deliveredBefore = reader.deliveredUpTo;
    while (await this.pause(signal)) {
      const { appliedUpTo } = this.options.position;
      const { askedAt, end } = await this.ask(signal);
      if (!this.options.position.isIn(end, appliedUpTo)) throw new Error('the stream was made anew');
      const { deliveredUpTo, isBusy } = reader;
      if (deliveredUpTo < owed && deliveredUpTo === deliveredBefore && !isBusy) {
        throw new Error('the consumer has lost an event');
      }
      owed = end.state.messages === 0 ? 0 : end.state.last_seq;
      deliveredBefore = deliveredUpTo;
      this.take(askedAt, end);
    }
  }

  private async ask(signal: AbortSignal): Promise<{ askedAt: number; end: StreamEnd }> {
    const { clock, manager, stream } = this.options;
    const askedAt = clock.monotonic();
    return { askedAt, end: await unlessAborted(() => manager.streams.info(stream), signal) };
  }

  private take(askedAt: number, end: StreamEnd): void {
    this.options.position.told(askedAt, end);
    this.options.onTold();
  }

  private async pause(signal: AbortSignal): Promise<boolean> {
    await delay(this.options.everyMs, undefined, { signal }).catch(() => undefined); // Aborted: said by the answer.
    return !signal.aborted;
  }
}
