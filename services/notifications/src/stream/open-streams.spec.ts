import { DISPLACED } from './domain/server-sent-event.js';
import { LiveStream } from './live-stream.js';
import { OpenStreams } from './open-streams.js';

describe('the open streams of a replica', () => {
  const ends: (string | undefined)[] = [];
  beforeEach(() => {
    ends.length = 0;
  });
  const stream = () => {
    const sink = { send: async () => undefined, end: (text?: string) => ends.push(text), onClosed: () => undefined };
    return new LiveStream(
      sink,
      async () => [],
      0,
      () => undefined,
    );
  };

  it('are as many for an account as the configuration says: one more ends the oldest', () => {
    const streams = new OpenStreams({ STREAMS_PER_ACCOUNT: 2 });
    const [first, second, third] = [stream(), stream(), stream()];
    for (const each of [first, second]) streams.add('a', each);
    streams.add('b', stream());
    expect(ends).toEqual([]);
    streams.add('a', third);
    expect(ends).toEqual([DISPLACED]);
    expect(streams.size).toBe(3);
    streams.remove('a', first);
    streams.remove('a', second);
    streams.remove('a', third);
    expect(streams.size).toBe(1);
  });

  it('end, and let nobody in, when the service stops', () => {
    const streams = new OpenStreams({ STREAMS_PER_ACCOUNT: 1 });
    streams.add('a', stream());
    streams.beforeApplicationShutdown();
    expect(ends).toEqual([undefined]);
    expect(() => streams.admit()).toThrow(
      expect.objectContaining({ code: 'streams_closing', status: 503, headers: { 'Retry-After': '1' } }),
    );
  });
});
