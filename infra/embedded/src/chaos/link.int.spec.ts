import { connect, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { until } from '../client/until.ts';
import { Link } from './link.ts';

describe('a link that can fail', () => {
  let echo: Server;
  let link: Link;
  let clients: Socket[];

  beforeEach(async () => {
    clients = [];
    echo = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.pipe(socket);
    });
    echo.listen(0, '127.0.0.1');
    await once(echo, 'listening');
    link = await Link.to((echo.address() as AddressInfo).port);
  });
  afterEach(async () => {
    for (const client of clients) client.destroy();
    await link.close();
    echo.close();
  });

  const open = async () => {
    const socket = connect(link.port, '127.0.0.1');
    clients.push(socket);
    const heard: string[] = [];
    socket.on('data', (chunk) => heard.push(chunk.toString()));
    await once(socket, 'connect');
    return { socket, heard: () => heard.join('') };
  };
  const hears = ({ heard }: Awaited<ReturnType<typeof open>>, text: string) =>
    until(`"${text}"`, async () => heard() === text || undefined);

  it('lets everything pass', async () => {
    const client = await open();
    client.socket.write('hello');
    await hears(client, 'hello');
  });

  it('holds back what is sent while it is silent, on old connections and new ones, and lets it pass afterwards', async () => {
    const old = await open();
    old.socket.write('1');
    await hears(old, '1');
    link.become('silent');
    const fresh = await open();
    old.socket.write('2');
    fresh.socket.write('a');
    // Bytes on another connection of the same kind would have come back by the time this one has gone around the loop.
    const direct = connect((echo.address() as AddressInfo).port, '127.0.0.1');
    clients.push(direct);
    direct.write('x');
    await once(direct, 'data');
    expect([old.heard(), fresh.heard(), old.socket.destroyed]).toEqual(['1', '', false]);
    link.become('open');
    await hears(old, '12');
    await hears(fresh, 'a');
  });

  it('resets what there is and what comes while it is cut', async () => {
    const old = await open();
    const reset = once(old.socket, 'error');
    link.become('cut');
    expect(((await reset)[0] as NodeJS.ErrnoException).code).toBe('ECONNRESET');
    const fresh = connect(link.port, '127.0.0.1');
    clients.push(fresh);
    await once(fresh, 'error');
    link.become('open');
    const again = await open();
    again.socket.write('hello');
    await hears(again, 'hello');
  });
});
