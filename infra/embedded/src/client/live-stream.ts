/** One event of a stream (the HTML standard, section 9.2). */
export interface StreamEvent {
  id: string | undefined;
  event: string;
  data: string;
}

/** A live stream of notifications, read in the background. */
export class LiveStream {
  readonly events: StreamEvent[] = [];
  /** Resolves when the server closes the stream, with the moment (`performance.now()`). */
  readonly closed: Promise<number>;
  private readonly abort: AbortController;

  private constructor(response: Response, abort: AbortController) {
    this.abort = abort;
    this.closed = this.read(response);
  }

  /** Opens the stream; throws when it is refused. `lastEventId` continues an earlier one. */
  static async open(url: string, token: string, lastEventId?: string): Promise<LiveStream> {
    const abort = new AbortController();
    const headers = { authorization: `Bearer ${token}`, accept: 'text/event-stream' };
    const response = await fetch(`${url}/v1/notifications/stream`, {
      headers: lastEventId === undefined ? headers : { ...headers, 'last-event-id': lastEventId },
      signal: abort.signal,
    });
    if (response.status !== 200) throw new Error(`the stream was refused: ${response.status} ${await response.text()}`);
    return new LiveStream(response, abort);
  }

  /** Leaves the stream. */
  close(): void {
    this.abort.abort();
  }

  private async read(response: Response): Promise<number> {
    let pending = '';
    try {
      for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        const blocks = (pending + chunk).split('\n\n');
        pending = blocks.pop() ?? '';
        this.events.push(...blocks.map(parseBlock).filter(({ data }) => data !== ''));
      }
    } catch (error) {
      // A server that ends a connection without the last chunk has closed the stream all the same.
      if (!(error instanceof TypeError) && !this.abort.signal.aborted) throw error;
    }
    return performance.now();
  }
}

function parseBlock(block: string): StreamEvent {
  const field = (name: string) =>
    block
      .split('\n')
      .filter((line) => line.startsWith(`${name}:`))
      .map((line) => line.slice(name.length + 1).trimStart());
  return { id: field('id')[0], event: field('event')[0] ?? 'message', data: field('data').join('\n') };
}
