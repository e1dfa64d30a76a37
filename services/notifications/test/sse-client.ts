import { once } from 'node:events';
import { get, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
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
  readonly headers: IncomingHttpHeaders;
  private buffer = '';

  private constructor(private readonly response: IncomingMessage) {
    this.headers = response.headers;
    response.setEncoding('utf8').on('data', (chunk: string) => this.take(chunk));
    response.on('end', () => (this.ended = true));
    response.on('error', () => undefined); // closed in the middle of the stream, as streams are
  }

  /** Resolves when the stream is open. Throws when it is refused. */
  static async open(url: string, token: string, lastEventId?: string, origin?: string): Promise<SseClient> {
    const resume = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    const headers = { authorization: `Bearer ${token}`, ...resume, ...(origin !== undefined && { origin }) };
    // A connection of its own, which ends with the stream: fetch would open another one in advance.
    const request = get(new URL('/v1/notifications/stream', url), { headers, agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    if (response.statusCode !== 200) throw new Error(`${response.statusCode} ${await text(response)}`);
    const client = new SseClient(response);
    await eventually(() => client.lastEventId, { describe: 'the first words of the stream' });
    return client;
  }

  get sequences(): number[] {
    return this.events.filter(({ event }) => event === 'notification').map(({ id }) => Number(id));
  }

  close(): void {
    this.response.destroy();
  }

  private take(received: string): void {
    const blocks = (this.buffer + received).split('\n\n');
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
