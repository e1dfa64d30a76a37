import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { SendQueues } from './send-queues.js';

const V4 = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0BBB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 924459 1 0000000086
   1: 0100007F:0BBB 0200000A:AB04 01 0000010D:00000000 01:00000020 00000001     0        0 925835 2 00000000a9
   2: 0100007F:0BBB 0200000A:AB05 01 00000000:00000000 00:00000000 00000000     0        0 925836 2 00000000a9
`;
const V6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue
   0: 00000000000000000000000000000000:0BBB 0000000000000000FFFF00000200000A:1F90 01 00000007:00000000 01:00000020
   1: 00000000000000000000000000000000:0BBB B80D0120000000000000000009000000:1F91 01 00000005:00000000 01:00000020
`;

describe('the send queues of the kernel', () => {
  const queues = SendQueues.parse(V4, V6);

  it.each([
    ['10.0.0.2', 0xab04, 0x10d],
    ['10.0.0.2', 0xab05, 0],
    ['::ffff:10.0.0.2', 0x1f90, 7],
    ['2001:db8::9', 0x1f91, 5],
    ['10.0.0.3', 0xab04, 0],
    ['10.0.0.2', 0xab06, 0],
  ])('hold for %s port %d %p bytes', (remoteAddress, remotePort, bytes) => {
    expect(queues.unacknowledged({ localPort: 3003, remoteAddress, remotePort })).toBe(bytes);
  });

  it('have nothing of a socket that is closed', () => {
    expect(queues.unacknowledged({})).toBe(0);
  });

  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux.each(['127.0.0.1', '::'])('are those of the kernel: a client that reads nothing, at %s', async (host) => {
    const server = createServer().listen(0, host);
    await once(server, 'listening');
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1').pause();
    const [socket] = (await once(server, 'connection')) as [Socket];
    try {
      // More than the client's buffers take.
      socket.write(Buffer.alloc(32_000_000));
      let queues = await SendQueues.read();
      while (queues?.unacknowledged(socket) === 0) queues = await SendQueues.read();
      expect(queues?.unacknowledged(socket)).toBeGreaterThan(0);
      client.resume();
      while ((await SendQueues.read())?.unacknowledged(socket) !== 0);
    } finally {
      client.destroy();
      socket.destroy();
      server.close();
    }
  });
});
