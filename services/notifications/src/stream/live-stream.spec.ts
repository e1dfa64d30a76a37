import type { EventSink } from './domain/event-sink.js';
import { LiveStream, type ReadAfter, type StreamedEvent } from './live-stream.js';

/** A client that takes a text whenever `take` is called. */
class StubbornSink implements EventSink {
  readonly sent: string[] = [];
  ended: string | undefined;
  private pending: { resolve: () => void; reject: (error: Error) => void } | undefined;
  private closed: () => void = () => undefined;
  constructor(private readonly eager: boolean) {}

  async send(text: string): Promise<void> {
    this.sent.push(text);
    if (this.eager) return;
    await new Promise<void>((resolve, reject) => (this.pending = { resolve, reject }));
  }
  end(text = ''): void {
    this.ended = text;
  }
  onClosed(listener: () => void): void {
    this.closed = listener;
  }
  take(): void {
    this.pending?.resolve();
  }
  vanish(): void {
    this.closed();
    this.pending?.reject(new Error('gone'));
  }
}

const store: StreamedEvent[] = [];
const readAfter: ReadAfter = async (after, take) => store.filter(({ sequence }) => sequence > after).slice(0, take);
const settled = () => new Promise((resolve) => setImmediate(resolve));
const ids = (sink: StubbornSink) => sink.sent.map((text) => Number(/^id: (\d+)/.exec(text)?.[1]));

describe('a live stream', () => {
  const errors: unknown[] = [];
  const open = (sink: EventSink, cursor = 0) => new LiveStream(sink, readAfter, cursor, (error) => errors.push(error));
  const append = (count: number) => {
    for (let i = 0; i < count; i++) store.push({ sequence: store.length + 1, data: {} });
  };

  beforeEach(() => {
    store.length = 0;
    errors.length = 0;
  });

  it('sends each event once and in order, however often it is woken', async () => {
    const sink = new StubbornSink(true);
    const stream = open(sink);
    append(120);
    for (let i = 0; i < 5; i++) stream.wake();
    await settled();
    append(2);
    stream.wake();
    await settled();
    expect(ids(sink)).toEqual(Array.from({ length: 122 }, (_, index) => index + 1));
  });

  it('begins after the sequence it was given', async () => {
    const sink = new StubbornSink(true);
    append(5);
    open(sink, 3).wake();
    await settled();
    expect(ids(sink)).toEqual([4, 5]);
  });

  it('reads on only when the client has taken what it was sent', async () => {
    const sink = new StubbornSink(false);
    append(3);
    open(sink).wake();
    await settled();
    expect(ids(sink)).toEqual([1]);
    sink.take();
    await settled();
    expect(ids(sink)).toEqual([1, 2]);
  });

  it('sends nothing after its last words', async () => {
    const sink = new StubbornSink(false);
    append(3);
    const stream = open(sink);
    stream.wake();
    await settled();
    stream.end('bye');
    stream.end('again');
    sink.take();
    await settled();
    stream.heartbeat();
    expect({ ids: ids(sink), ended: sink.ended }).toEqual({ ids: [1], ended: 'bye' });
  });

  it('sends heartbeats, but none into a queue that is not taken', async () => {
    const sink = new StubbornSink(false);
    const stream = open(sink);
    stream.heartbeat();
    expect(sink.sent).toEqual([': heartbeat\n\n']);
    append(1);
    stream.wake();
    await settled();
    stream.heartbeat();
    expect(sink.sent).toHaveLength(2);
  });

  it('ends, and says why, when it can not read what it has to send', async () => {
    const sink = new StubbornSink(true);
    const stream = new LiveStream(
      sink,
      () => Promise.reject(new Error('database away')),
      0,
      (error) => errors.push(error),
    );
    stream.wake();
    await settled();
    expect(errors).toEqual([new Error('database away')]);
    expect(sink.ended).toBe('');
  });

  it('is not an error when the client goes away', async () => {
    const sink = new StubbornSink(false);
    append(1);
    open(sink).wake();
    await settled();
    sink.vanish();
    await settled();
    expect(errors).toEqual([]);
  });
});
