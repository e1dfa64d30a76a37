import { Readable } from 'node:stream';
import type { ExecutionContext } from '@nestjs/common';
import type { HttpRequest } from './credentials.js';

/**
 * The object of the transport that belongs to a call: what its caller sent is in other arguments, or is a value of its properties,
 * and never the object itself. Undefined for a call of a kind that is not known here.
 */
export function carrierOf(context: ExecutionContext): object | undefined {
  switch (context.getType<string>()) {
    case 'http':
      return nodeRequest(context.getArgByIndex(0));
    case 'rpc':
      return objectOf(context.getArgByIndex(1));
    case 'ws':
      return objectOf(context.getArgByIndex(0));
    case 'graphql':
      return requestOfGraphql(context);
    default:
      return undefined;
  }
}

/** Whether several handlers are called with the one object: the messages of a socket, the resolvers of an operation. */
export function isShared(context: ExecutionContext): boolean {
  return ['ws', 'graphql'].includes(context.getType<string>());
}

/** Express' and Fastify's requests are, or wrap, a stream of Node's, as no payload does. */
export function nodeRequest(value: unknown): HttpRequest | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { raw } = value as { raw?: unknown };
  return value instanceof Readable || raw instanceof Readable ? (value as never) : undefined;
}

export function objectOf(value: unknown): object | undefined {
  return typeof value === 'object' && value !== null ? value : undefined;
}

/** Nest's drivers, Apollo and Mercurius name the request of the context differently. */
function requestOfGraphql(context: ExecutionContext): HttpRequest | undefined {
  const operation = context.getArgByIndex<{ req?: unknown; request?: unknown; reply?: { request?: unknown } } | null>(
    2,
  );
  return nodeRequest(operation?.req) ?? nodeRequest(operation?.request) ?? nodeRequest(operation?.reply?.request);
}
