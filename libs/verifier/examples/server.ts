/**
 * A server of Node with nothing else: `node server.ts https://issuer.example 3000`.
 *
 * `GET /orders` needs the scope `orders:read`; `GET /stream` is open until the session of its token ends; `GET /metrics` is for the inside.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  AuthError,
  createVerifier,
  InsufficientScopeError,
  InvalidRequestError,
  MissingTokenError,
  type Principal,
} from '@hallpass/verifier';

const [issuer = 'http://localhost:3001', port = '3000'] = process.argv.slice(2);
const verifier = createVerifier({ issuer, audience: 'urn:example:orders' });
await verifier.start();

type Handler = (principal: Principal, response: ServerResponse) => void;

const routes: Readonly<Record<string, Handler>> = {
  '/orders': ({ sub, scopes }, response) => {
    if (!scopes.has('orders:read')) throw refusal(new InsufficientScopeError(['orders:read']));
    send(response, 200, { ordersOf: sub });
  },
  '/stream': (principal, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(`data: hello ${principal.sub}\n\n`);
    response.once(
      'close',
      verifier.live.register(principal, () => response.end()),
    );
  },
};

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url === '/metrics') return send(response, 200, verifier.metrics());
  const route = routes[request.url ?? ''];
  if (route === undefined) return send(response, 404, { title: 'Not Found', status: 404 });
  route(await principalOf(request), response);
}

/** The hot path is one look-up by the exact header; what it does not answer is verified. */
async function principalOf({ headers: { authorization } }: IncomingMessage): Promise<Principal> {
  if (authorization === undefined) throw refusal(new MissingTokenError());
  const known = verifier.known(authorization);
  if (known !== undefined) return known;
  const token = /^Bearer +([^\s,]+)$/i.exec(authorization)?.[1];
  if (token === undefined) throw refusal(new InvalidRequestError());
  return verifier.authenticate(authorization, token);
}

/** Refusals of this server are counted with those of the verifier. */
function refusal(error: AuthError): AuthError {
  verifier.countRefusal(error);
  return error;
}

function send(response: ServerResponse, status: number, body: object): void {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body));
}

function fail(response: ServerResponse, error: unknown): void {
  if (!(error instanceof AuthError)) {
    console.error(error);
    return send(response, 500, { title: 'Internal Server Error', status: 500 });
  }
  if (error.status === 503) response.setHeader('retry-after', '1');
  // RFC 6750 section 3: a request without credentials is told no error.
  else
    response.setHeader('www-authenticate', error.code === 'missing_token' ? 'Bearer' : `Bearer error="${error.code}"`);
  send(response, error.status, error.problem);
}

const server = createServer((request, response) => {
  handle(request, response).catch((error: unknown) => fail(response, error));
});
server.listen(Number(port), () => console.log('at', (server.address() as AddressInfo).port));
process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  void verifier.stop();
});
