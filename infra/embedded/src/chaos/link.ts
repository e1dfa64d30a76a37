import { connect, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

/** What a connection through the link meets. */
export type LinkState =
  /** Everything passes. */
  | 'open'
  /** Nothing passes, and nobody is told: as when packets are dropped. What was sent waits, as TCP would send it again. */
  | 'silent'
  /** Connections are reset, and new ones too. */
  | 'cut';

/** A TCP proxy on the loopback interface that makes the faults of a network. */
export class Link {
  private readonly server: Server;
  private readonly targetPort: number;
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private state: LinkState = 'open';

  private constructor(server: Server, targetPort: number) {
    this.server = server;
    this.targetPort = targetPort;
    server.on('connection', (socket) => this.accept(socket));
  }

  /** @param targetPort of the loopback interface; nothing has to listen there yet */
  static async to(targetPort: number): Promise<Link> {
    const server = createServer({ pauseOnConnect: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Link(server, targetPort);
  }

  get port(): number {
    const address = this.server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  become(state: LinkState): void {
    this.state = state;
    for (const pair of [...this.pairs]) this.apply(pair);
  }

  async close(): Promise<void> {
    this.become('cut');
    this.server.close();
    await once(this.server, 'close');
  }

  private accept(near: Socket): void {
    const far = connect(this.targetPort, '127.0.0.1');
    const pair = [near, far] as const;
    this.pairs.add(pair);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.setNoDelay(true);
      from.on('data', (chunk) => {
        // What comes while nothing passes is not read at all: see apply.
        if (!to.write(chunk)) from.pause();
      });
      to.on('drain', () => {
        if (this.state === 'open') from.resume();
      });
      from.once('end', () => to.end());
      from.once('error', () => to.destroy());
      from.once('close', () => {
        this.pairs.delete(pair);
        to.destroy();
      });
    }
    this.apply(pair);
  }

  private apply(pair: readonly [Socket, Socket]): void {
    for (const socket of pair) {
      if (this.state === 'open') socket.resume();
      else if (this.state === 'silent') socket.pause();
      else socket.resetAndDestroy();
    }
  }
}
