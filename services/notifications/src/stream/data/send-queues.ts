import { readFile } from 'node:fs/promises';
import { endianness } from 'node:os';

/** The two ends of a TCP connection, as a socket of Node names them. */
export interface Endpoints {
  readonly localPort?: number | undefined;
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
}

const EMPTY = ' 00000000:';

/** What the kernel holds of each TCP connection that its peer has not acknowledged yet. */
export class SendQueues {
  private constructor(private readonly bytes: ReadonlyMap<string, number>) {}

  /** Undefined where the kernel does not show them: anywhere but on Linux. */
  static async read(): Promise<SendQueues | undefined> {
    const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map(readTable));
    const found = tables.filter((table) => table !== undefined);
    return found.length === 0 ? undefined : SendQueues.parse(...found);
  }

  /** Of the tables `/proc/net/tcp` and `/proc/net/tcp6` (Documentation/networking/proc_net_tcp.rst). */
  static parse(...tables: readonly string[]): SendQueues {
    const bytes = new Map<string, number>();
    for (const line of tables.flatMap((table) => table.split('\n').slice(1))) {
      // Of most connections everything is acknowledged.
      if (line.includes(EMPTY)) continue;
      const [, local = '', remote = '', , queues = ''] = line.trim().split(/\s+/);
      const port = local.slice(local.indexOf(':') + 1);
      bytes.set(`${port} ${remote}`, Number.parseInt(queues.split(':')[0] ?? '', 16));
    }
    return new SendQueues(bytes);
  }

  /** Bytes; 0 also for a connection that the kernel does not have. */
  unacknowledged({ localPort = 0, remoteAddress = '', remotePort = 0 }: Endpoints): number {
    if (this.bytes.size === 0) return 0;
    return this.bytes.get(`${hex(localPort)} ${kernelAddress(remoteAddress)}:${hex(remotePort)}`) ?? 0;
  }
}

/** Undefined where there is none: IPv6 may be switched off, and other systems have neither. */
async function readTable(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, '0');

/** An address in network order, printed as words in the order of the machine. */
function kernelAddress(address: string): string {
  const bytes = Buffer.from(address.includes(':') ? ipv6(address) : address.split('.').map(Number));
  if (endianness() === 'LE' && bytes.length % 4 === 0) bytes.swap32();
  return bytes.toString('hex').toUpperCase();
}

function ipv6(address: string): number[] {
  const canonical = new URL(`http://[${address.split('%')[0]}]`).hostname.slice(1, -1);
  const [left = [], right = []] = canonical.split('::').map((part) => part.split(':').filter(Boolean));
  const zeros = Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  return [...left, ...zeros, ...right].flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}
