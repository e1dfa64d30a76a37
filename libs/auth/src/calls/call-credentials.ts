import { CredentialsUnreachableError, InvalidRequestError } from '@hallpass/verifier';
import type { ExecutionContext } from '@nestjs/common';
import { carrierOf, nodeRequest, objectOf } from './carrier.js';
import { hasSeveralAuthorizations, type HttpRequest } from '../http/credentials.js';
import { upgradeRequestOf } from './upgrade-requests.js';

/**
 * The `authorization` of a call that is no HTTP request, from what its transport keeps apart from the payload: headers of NATS,
 * metadata of gRPC, the request that became a socket, the request of a GraphQL operation.
 * @throws CredentialsUnreachableError where there is no such place, InvalidRequestError when there are several of them
 */
export function authorizationOf(context: ExecutionContext): string | undefined {
  const found = authorizationsOf(context);
  if (found === undefined) throw new CredentialsUnreachableError();
  if (found.length > 1) throw new InvalidRequestError();
  return found[0];
}

function authorizationsOf(context: ExecutionContext): readonly string[] | undefined {
  const carrier = carrierOf(context);
  if (carrier === undefined) return undefined;
  switch (context.getType<string>()) {
    case 'rpc':
      return ofMessage(carrier);
    case 'ws':
      return ofSocket(carrier);
    default:
      return isSubscription(context) ? undefined : ofRequest(carrier as HttpRequest);
  }
}

function ofRequest(request: HttpRequest): readonly string[] {
  if (hasSeveralAuthorizations(request)) throw new InvalidRequestError();
  const { authorization } = request.headers;
  return authorization === undefined ? [] : [authorization];
}

interface NatsHeaders {
  keys(): Iterable<string>;
  values(name: string): readonly string[];
}
type MessageContext = {
  /** NatsContext */
  getHeaders?: () => NatsHeaders | undefined;
  /** gRPC's Metadata is the context itself. */
  getMap?: unknown;
  get?: (name: string) => readonly unknown[];
};

/** Of the transports that Nest has, NATS and gRPC have metadata beside a message that is not part of it. */
function ofMessage(context: MessageContext): readonly string[] | undefined {
  if (typeof context.getHeaders === 'function') {
    const headers = context.getHeaders();
    if (headers === undefined) return [];
    const names = [...headers.keys()].filter((name) => name.toLowerCase() === 'authorization');
    return names.flatMap((name) => headers.values(name));
  }
  if (isGrpc(context)) return context.get('authorization').map(String);
  return undefined;
}

/** Whether the context of a message is gRPC's metadata. */
export function isGrpc(context: object): context is { get: (name: string) => readonly unknown[] } {
  const { getMap, get } = context as MessageContext;
  return typeof getMap === 'function' && typeof get === 'function';
}

/** Socket.IO keeps the request that a socket began with; a browser, which can't set its headers, sends `auth.token`. */
function ofSocket(socket: {
  request?: unknown;
  handshake?: { auth?: { token?: unknown } };
}): readonly string[] | undefined {
  const request = nodeRequest(socket.request) ?? upgradeRequestOf(socket);
  if (request === undefined) return undefined;
  const token = objectOf(socket.handshake?.auth) === undefined ? undefined : socket.handshake?.auth?.token;
  return [...ofRequest(request), ...(typeof token === 'string' ? [`Bearer ${token}`] : [])];
}

/** A subscription goes on after its request was let in, and nothing here could end it with its session. */
function isSubscription(context: ExecutionContext): boolean {
  const info = context.getArgByIndex<{ operation?: { operation?: unknown } } | undefined>(3);
  return info?.operation?.operation === 'subscription';
}
