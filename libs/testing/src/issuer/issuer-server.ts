import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What an address answers: a JSON value, given the body of the request. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body: unknown;
}

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** The HTTP side of the test issuer: counts its requests, and can be away, broken or slow. */
export class IssuerServer {
  /** Every request so far, also those that were not answered. */
  readonly requests: ReceivedRequest[] = [];
  private server: Server | undefined;
  private port = 0;
  private brokenStatus: number | undefined;
  private held: PromiseWithResolvers<undefined> | undefined;

  constructor(private readonly handle: (path: string, body: URLSearchParams) => Answer | undefined) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** How often a path was asked for; all paths without one. */
  requestCount(path?: string): number {
    return this.requests.filter((request) => path === undefined || request.path === path).length;
  }

  /** Refuses connections from now on. */
  async switchOff(): Promise<void> {
    const { server } = this;
    if (server === undefined) return;
    this.server = undefined;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  /** Listens again, at the same address. */
  async switchOn(): Promise<void> {
    if (this.server !== undefined) return;
    const server = createServer((request, response) => void this.answer(request, response));
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, '127.0.0.1', resolve);
    });
    this.port = (server.address() as AddressInfo).port;
  }

  /** Answers every request with this status; undefined: in order again. */
  breakWith(status: number | undefined): void {
    this.brokenStatus = status;
  }

  /** Keeps every request waiting until the function it returns is called. */
  hold(): () => void {
    const held = Promise.withResolvers<undefined>();
    this.held = held;
    return () => {
      this.held = undefined;
      held.resolve(undefined);
    };
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', this.url).pathname;
    const body = await text(request);
    this.requests.push({ method: request.method ?? '', path, body });
    await this.held?.promise;
    const broken = this.brokenStatus;
    const answer =
      broken === undefined
        ? this.handle(path, new URLSearchParams(body))
        : { status: broken, body: { error: 'broken' } };
    response.writeHead(answer?.status ?? (answer === undefined ? 404 : 200), {
      'Content-Type': 'application/json',
      ...answer?.headers,
    });
    response.end(JSON.stringify(answer?.body ?? { error: 'not_found' }));
  }
}
