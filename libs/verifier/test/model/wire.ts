import type { JsMsg, PushConsumer } from '@nats-io/jetstream';

export interface Delivery {
  readonly deliverySequence: number;
  readonly streamSequence: number;
  readonly set: string;
}

/** One consumer's way from the broker to a verifier: what is on it may be late, lost, swapped or doubled. */
export class Wire {
  onItsWay: Delivery[] = [];
  private readonly arrived: Delivery[] = [];
  private arrival = Promise.withResolvers<undefined>();
  private readonly ended = Promise.withResolvers<undefined>();
  private stopped = false;
  private sent = 0;

  constructor(private next: number) {}

  /** The broker sends what it has from here on. */
  send(sets: readonly string[]): void {
    for (; this.next <= sets.length; this.next++) {
      const set = sets[this.next - 1]!;
      this.onItsWay.push({ deliverySequence: ++this.sent, streamSequence: this.next, set });
    }
  }

  /** So many of those on their way arrive, in the order in which they are on it. */
  deliver(count: number): void {
    const arriving = this.onItsWay.splice(0, count);
    if (this.stopped) return; // Nobody is there any more.
    this.arrived.push(...arriving);
    this.arrival.resolve(undefined);
  }

  stop(): void {
    this.stopped = true;
    this.ended.resolve(undefined);
    this.arrival.resolve(undefined);
  }

  /** Whether what has arrived has been taken. */
  get isTaken(): boolean {
    return this.arrived.length === 0;
  }

  get hasStopped(): boolean {
    return this.stopped;
  }

  /** As nats.js shows it to a reader. */
  consumer(): PushConsumer {
    const messages = {
      [Symbol.asyncIterator]: () => this.read(),
      stop: () => this.stop(),
      status: () => this.status(),
    };
    return { consume: async () => messages } as unknown as PushConsumer;
  }

  private async *read(): AsyncGenerator<JsMsg> {
    for (;;) {
      for (let next = this.arrived.shift(); next !== undefined; next = this.arrived.shift()) {
        const { set, deliverySequence, streamSequence } = next;
        yield { info: { deliverySequence, streamSequence }, string: () => set } as unknown as JsMsg;
      }
      if (this.stopped) return;
      await this.arrival.promise;
      this.arrival = Promise.withResolvers();
    }
  }

  /** Nothing to report until the end. */
  private async *status(): AsyncGenerator<never> {
    await this.ended.promise;
  }
}
