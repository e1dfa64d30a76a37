import { SendQueues } from '../data/send-queues.js';
import { ClientWatch } from './client-watch.js';

const LIMIT = 10_000;
const SOCKET = { localPort: 3003, remoteAddress: '10.0.0.2', remotePort: 0x1f90 };

describe('the watch on clients', () => {
  const clock = { ms: 0, monotonic: () => clock.ms };
  let watch: ClientWatch;
  let socket: typeof SOCKET & { bytesWritten: number; writableLength: number };
  let vanished: jest.Mock;
  let forget: () => void;
  beforeEach(() => {
    clock.ms = 0;
    watch = new ClientWatch({ STREAM_DRAIN_TIMEOUT_MS: LIMIT }, clock);
    socket = { ...SOCKET, bytesWritten: 0, writableLength: 0 };
    vanished = jest.fn();
    forget = watch.watch(socket, vanished);
  });

  /** Five seconds later, with so many bytes written, so many of which were not acknowledged. */
  function later(written: number, unacknowledged: number): void {
    clock.ms += LIMIT / 2;
    socket.bytesWritten = written;
    const bytes = unacknowledged.toString(16).padStart(8, '0');
    watch.check(SendQueues.parse(`header\n 1: 0100007F:0BBB 0200000A:1F90 01 ${bytes}:00000000`));
  }

  it('ends one that acknowledges nothing, however many heartbeats it is sent', () => {
    later(100, 0);
    later(113, 13);
    expect(vanished).not.toHaveBeenCalled();
    later(126, 26);
    expect(vanished).toHaveBeenCalledTimes(1);
  });

  it('keeps one that acknowledges slowly', () => {
    for (let n = 1; n < 20; n += 1) later(n * 1000, 900);
    expect(vanished).not.toHaveBeenCalled();
  });

  it('keeps one that has nothing to acknowledge', () => {
    for (let n = 0; n < 20; n += 1) later(100, 0);
    expect(vanished).not.toHaveBeenCalled();
  });

  it('looks at no client that is gone', () => {
    forget();
    for (let n = 0; n < 5; n += 1) later(100 + n, 13);
    expect(vanished).not.toHaveBeenCalled();
  });
});
