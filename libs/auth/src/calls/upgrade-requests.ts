import { nodeRequest } from './carrier.js';
import type { HttpRequest } from '../http/credentials.js';

const requests = new WeakMap<object, HttpRequest>();
const prepared = new WeakSet<object>();

interface Gateway {
  handleConnection?: (this: unknown, ...args: unknown[]) => unknown;
}

/** The HTTP request that became a socket of the `ws` package, which does not keep it. */
export function upgradeRequestOf(socket: object): HttpRequest | undefined {
  return requests.get(socket);
}

/** Has a gateway keep the request of each socket: Nest hands it to `handleConnection`, and to nothing else. */
export function keepUpgradeRequests(gateway: Gateway): void {
  if (prepared.has(gateway)) return;
  prepared.add(gateway);
  const { handleConnection } = gateway;
  gateway.handleConnection = function (...args) {
    const [socket, upgrade] = args;
    const request = nodeRequest(upgrade);
    if (request !== undefined) requests.set(socket as object, request);
    return handleConnection?.apply(this, args);
  };
}
