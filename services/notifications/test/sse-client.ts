import { eventually } from '@hallpass/testing';

export interface ReceivedEvent {
  id?: string;
  event?: string;
  retry?: string;
  data?: Record<string, unknown>;
}

/** A client of a `text/event-stream`. */
export class SseClient {
  /** Events with data, as a browser would dispatch them. */
  readonly events: ReceivedEvent[] = [];
  /** What a browser would send as `Last-Event-ID` when it comes back. */
  lastEventId = '';
  comments = 0;
  /** True once the server has ended the stream in order. */
  ended = false;
  private readonly abort = new AbortController();
  private buffer = '';

  private constructor(readonly headers: Headers) {}

  /** Resolves when the stream is open. Throws when it is refused. */
  static async open(url: string, token: string, lastEventId?: string): Promise<SseClient> {
    const abort = new AbortController();
    const response = await fetch(new URL('/v1/notifications/stream', url), {
      headers: {
        authorization: `Bearer ${token}`,
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      },
      signal: abort.signal,
    });
    if (!response.ok || response.body === null) throw new Error(`${response.status} ${await response.text()}`);
    const client = new SseClient(response.headers);
    client.abort.signal.addEventListener('abort', () => abort.abort());
    void client.read(response.body);
    await eventually(() => client.buffer !== '' || client.lastEventId !== '', {
      describe: 'the first words of the stream',
    });
    return client;
  }

  get sequences(): number[] {
    return this.events.filter(({ event }) => event === 'notification').map(({ id }) => Number(id));
  }

  close(): void {
    this.abort.abort();
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for await (const chunk of body) this.take(decoder.decode(chunk, { stream: true }));
      this.ended = true;
    } catch (error) {
      if (!this.abort.signal.aborted) this.buffer = `broken: ${String(error)}`;
    }
  }

  private take(text: string): void {
    const blocks = (this.buffer + text).split('\n\n');
    this.buffer = blocks.pop() ?? '';
    for (const block of blocks) {
      const { data, ...fields } = Object.fromEntries(
        block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
      ) as Record<string, string>;
      if ('' in fields) this.comments += 1;
      if (fields['id'] !== undefined) this.lastEventId = fields['id'];
      if (data !== undefined) this.events.push({ ...fields, data: JSON.parse(data) as Record<string, unknown> });
    }
  }
}
