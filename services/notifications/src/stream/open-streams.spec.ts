import { LiveStream } from './live-stream.js';
import { OpenStreams } from './open-streams.js';

describe('the open streams of a replica', () => {
  const ends: (string | undefined)[] = [];
  const stream = () => {
    const sink = { send: async () => undefined, end: (text?: string) => ends.push(text), onClosed: () => undefined };
    return new LiveStream(
      sink,
      async () => [],
      0,
      () => undefined,
    );
  };

  it('are as many for an account as the configuration says', () => {
    const streams = new OpenStreams({ STREAMS_PER_ACCOUNT: 1 });
    const first = stream();
    streams.admit('a');
    streams.add('a', first);
    expect(() => streams.admit('a')).toThrow(expect.objectContaining({ code: 'too_many_streams', status: 429 }));
    expect(() => streams.admit('b')).not.toThrow();
    streams.remove('a', first);
    expect(() => streams.admit('a')).not.toThrow();
    expect(streams.size).toBe(0);
  });

  it('end, and let nobody in, when the service stops', () => {
    const streams = new OpenStreams({ STREAMS_PER_ACCOUNT: 1 });
    streams.add('a', stream());
    streams.beforeApplicationShutdown();
    expect(ends).toEqual([undefined]);
    expect(() => streams.admit('b')).toThrow(
      expect.objectContaining({ code: 'streams_closing', status: 503, headers: { 'Retry-After': '1' } }),
    );
  });
});
