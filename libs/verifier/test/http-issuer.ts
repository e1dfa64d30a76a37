import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type CryptoKey, type JWK } from 'jose';

type Route = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** An issuer's HTTP side whose every answer a test can spoil. */
export class HttpIssuer {
  readonly routes = new Map<string, Route>();
  /** Paths asked for, in order. */
  readonly requests: string[] = [];
  keys: JWK[] = [];
  maxAge: number | undefined = 300;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {
    this.json('/.well-known/oauth-authorization-server', () => ({ issuer: url, jwks_uri: `${url}/jwks` }));
    this.routes.set('/jwks', (_request, response) => {
      if (this.maxAge !== undefined) response.setHeader('cache-control', `public, max-age=${this.maxAge}`);
      response.end(JSON.stringify({ keys: this.keys }));
    });
  }

  static async start(): Promise<HttpIssuer> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const issuer = new HttpIssuer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('request', (request, response) => void issuer.answer(request, response));
    return issuer;
  }

  json(path: string, body: () => unknown): void {
    this.routes.set(path, (_request, response) => response.end(JSON.stringify(body())));
  }

  status(path: string, status: number): void {
    this.routes.set(path, (_request, response) => response.writeHead(status).end());
  }

  /** Adds a key to the key set. */
  async addKey(kid: string, members: JWK = {}, alg = 'ES256'): Promise<CryptoKey> {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    this.keys.push({ ...(await exportJWK(publicKey)), kid, alg, use: 'sig', ...members });
    return privateKey;
  }

  requestsFor(path: string): number {
    return this.requests.filter((requested) => requested === path).length;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const path = request.url ?? '/';
    this.requests.push(path);
    const route = this.routes.get(path);
    if (route === undefined) response.writeHead(404).end();
    else route(request, response, body);
  }
}
