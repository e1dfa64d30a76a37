import type { EventSink } from './domain/event-sink.js';
import { HEARTBEAT, writeEvent } from './domain/server-sent-event.js';

/** An event of a stream: a notification with its sequence. */
export interface StreamedEvent {
  readonly sequence: number;
  readonly data: unknown;
}

/** At most `take` events above the sequence, the lowest first. */
export type ReadAfter = (sequence: number, take: number) => Promise<readonly StreamedEvent[]>;

const PAGE = 50;

/**
 * One open stream: a cursor over the account's notifications, moved on whenever somebody says that there may be more.
 * Being told too often is harmless, and being told too late only late: nothing is skipped, nothing sent twice. It reads no
 * further than the client does.
 */
export class LiveStream {
  private woken = false;
  private ended = false;
  private pumping: Promise<void> | undefined;

  constructor(
    private readonly sink: EventSink,
    private readonly readAfter: ReadAfter,
    private cursor: number,
    private readonly failed: (error: unknown) => void,
  ) {
    sink.onClosed(() => (this.ended = true));
  }

  /** Sends the first words, and what there is already. */
  begin(firstWords: string): void {
    this.sink.send(firstWords).then(
      () => this.wake(),
      (error: unknown) => this.fail(error),
    );
  }

  /** There may be more to send. */
  wake(): void {
    this.woken = true;
    this.pumping ??= this.pump().finally(() => (this.pumping = undefined));
  }

  heartbeat(): void {
    if (this.pumping !== undefined || this.ended) return;
    this.sink.send(HEARTBEAT).catch((error: unknown) => this.fail(error));
  }

  /** Nothing but the last words, if there are any, is sent from now on. */
  end(lastWords?: string): void {
    if (this.ended) return;
    this.ended = true;
    this.sink.end(lastWords);
  }

  private async pump(): Promise<void> {
    try {
      while (this.woken && !this.ended) {
        this.woken = false;
        await this.sendAll();
      }
    } catch (error) {
      this.fail(error);
    }
  }

  private async sendAll(): Promise<void> {
    let page: readonly StreamedEvent[];
    do {
      page = await this.readAfter(this.cursor, PAGE);
      for (const { sequence, data } of page) {
        if (this.ended) return;
        await this.sink.send(writeEvent({ id: sequence, event: 'notification', data }));
        this.cursor = sequence;
      }
    } while (page.length === PAGE);
  }

  private fail(error: unknown): void {
    if (this.ended) return;
    this.failed(error);
    this.end();
  }
}
