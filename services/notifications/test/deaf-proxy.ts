import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** In front of PostgreSQL: can drop what a connection carries, either way, without ending it, as a firewall does. */
export class DeafProxy {
  /** A connection turns deaf with the first thing its client says that has this text in it. */
  deafenAt: string | undefined;
  /** Connections that clients have open now. */
  readonly clients = new Set<Socket>();
  private readonly deaf = new WeakSet<Socket>();
  private readonly server = createServer((client) => this.accept(client));

  private constructor(private readonly target: URL) {}

  static async start(databaseUrl: string): Promise<DeafProxy> {
    const proxy = new DeafProxy(new URL(databaseUrl));
    await once(proxy.server.listen(0, '127.0.0.1'), 'listening');
    return proxy;
  }

  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String((this.server.address() as AddressInfo).port);
    return url.href;
  }

  /** Those that are open now; later ones are carried. */
  deafen(): void {
    for (const client of this.clients) this.deaf.add(client);
  }

  stop(): void {
    this.server.close();
    for (const client of this.clients) client.destroy();
  }

  private accept(client: Socket): void {
    const server = connect(Number(this.target.port || 5432), this.target.hostname);
    this.clients.add(client);
    client.on('data', (data) => {
      if (this.deafenAt !== undefined && data.includes(this.deafenAt)) this.deaf.add(client);
      if (!this.deaf.has(client)) server.write(data);
    });
    server.on('data', (data) => {
      if (!this.deaf.has(client)) client.write(data);
    });
    client.on('close', () => {
      this.clients.delete(client);
      server.destroy();
    });
    server.on('close', () => {
      if (!this.deaf.has(client)) client.destroy();
    });
    for (const socket of [client, server]) socket.on('error', () => socket.destroy());
  }
}
