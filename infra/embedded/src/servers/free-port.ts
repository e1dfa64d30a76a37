import { createServer, type AddressInfo } from 'node:net';

/** A port of the loopback interface that nothing listens on right now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * Starts something on a given port, or on a free one: then again on another when somebody took it in between.
 *
 * @param start rejects with a message that matches {@link TAKEN} when the port is taken
 */
export async function onPort<T>(port: number | undefined, start: (port: number) => Promise<T>): Promise<T> {
  if (port !== undefined && port !== 0) return start(port);
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(await freePort());
    } catch (error) {
      if (attempt === 5 || !TAKEN.test((error as Error).message)) throw error;
    }
  }
}

const TAKEN = /address already in use|EADDRINUSE/i;
