import { Readable, Stream } from 'node:stream';
import type { ArgumentsHost, ExecutionContext } from '@nestjs/common';
import type { HttpRequest } from '../http/credentials.js';

/**
 * The object of the transport that belongs to a call: what its caller sent is in other arguments, or is a value of its properties,
 * and never the object itself. Undefined for a call of a kind that is not known here.
 */
export function carrierOf(context: ExecutionContext): object | undefined {
  switch (context.getType<string>()) {
    case 'http':
      return nodeRequest(context.getArgByIndex(0));
    case 'rpc':
      return objectOf(context.getArgByIndex(1)) ?? grpcStreamOf(context)?.metadata;
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

/** A call of gRPC that is a stream, of requests or of answers. */
export type GrpcStream = Stream & { readonly metadata: object };

/** The stream of a call of gRPC: the last of a method's arguments, the first where `@GrpcStreamCall()` takes the call itself. */
export function grpcStreamOf(context: ArgumentsHost): GrpcStream | undefined {
  return [context.getArgByIndex<unknown>(2), context.getArgByIndex<unknown>(0)].find(isGrpcStream);
}

/** Whether the handler of a message was given nothing but the stream of its call (and what answers it, where only requests are). */
export function isStreamCall(context: ArgumentsHost): boolean {
  return isGrpcStream(context.getArgByIndex(0));
}

/** No payload is a stream of Node's. */
function isGrpcStream(value: unknown): value is GrpcStream {
  return value instanceof Stream && objectOf((value as Partial<GrpcStream>).metadata) !== undefined;
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
