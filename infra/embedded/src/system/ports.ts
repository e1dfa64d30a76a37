import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { perServiceKey, type ServiceKey } from '@hallpass/system';

/** What listens beside the services. */
type ServerName = 'mail' | 'smtp' | 'nats' | 'postgres';

/** The TCP ports of a running system, all on the loopback interface. */
export type Ports = Record<ServiceKey | ServerName, number>;

export const FIXED_PORTS: Readonly<Ports> = {
  ...perServiceKey(({ port }) => port),
  mail: 1080,
  smtp: 1025,
  nats: 4222,
  postgres: 5433,
};

const LABELS: Readonly<Record<keyof Ports, string>> = {
  ...perServiceKey(({ title }) => title),
  mail: 'the mail catcher (web)',
  smtp: 'the mail catcher (SMTP)',
  nats: 'NATS',
  postgres: 'PostgreSQL',
};

export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
}

/**
 * Throws {@link PortTakenError} naming every port that something else listens on, and what to do about it.
 *
 * @param patienceMs how long what listens there may take to end, in milliseconds
 */
export async function assertPortsFree(ports: Readonly<Ports>, patienceMs = 0): Promise<void> {
  const names = Object.keys(ports) as (keyof Ports)[];
  const deadline = performance.now() + patienceMs;
  let taken: (keyof Ports)[];
  for (;;) {
    const free = await Promise.all(names.map((name) => isFree(ports[name])));
    taken = names.filter((_, index) => free[index] === false);
    if (taken.length === 0) return;
    if (performance.now() >= deadline) break;
    await delay(100);
  }
  const lines = taken.map((name) => `  port ${ports[name]}, which ${LABELS[name]} needs`);
  throw new PortTakenError(
    [
      `Another process listens on:`,
      ...lines,
      `End it (\`ss -ltnp\` or \`lsof -iTCP -sTCP:LISTEN\` shows which one it is), then start again.`,
    ].join('\n'),
  );
}

/**
 * Ports that nothing listens on. Taken from below the range that the kernel hands to outgoing connections, so that none of
 * them is given away between this call and its use.
 */
export async function freePorts(): Promise<Ports> {
  const names = Object.keys(FIXED_PORTS) as (keyof Ports)[];
  const found = await unusedPorts(names.length);
  return Object.fromEntries(names.map((name, index) => [name, found[index]])) as Ports;
}

/** That many different ports, of the same range as {@link freePorts}, none of them among `taken`. */
export async function unusedPorts(count: number, taken: readonly number[] = []): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = 15_000 + Math.floor(Math.random() * 15_000);
    if (!taken.includes(port) && (await isFree(port))) found.add(port);
  }
  return [...found];
}

async function isFree(port: number): Promise<boolean> {
  return (await canListen(port)) && !(await answers(port));
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** Something that listens on another address of this machine would still answer for `localhost`. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: 'localhost', port });
    const settle = (listening: boolean) => {
      socket.destroy();
      resolve(listening);
    };
    socket.once('connect', () => {
      settle(true);
    });
    socket.once('error', () => {
      settle(false);
    });
  });
}
