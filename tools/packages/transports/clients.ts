import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PROTO } from './sources.ts';

export interface GrpcCall extends EventEmitter {
  write(asked: unknown): void;
  cancel(): void;
}
interface GrpcError {
  readonly code: number;
  readonly details: string;
}
type Unary = (
  asked: unknown,
  metadata: unknown,
  answer: (error: GrpcError | null, answer?: { sub: string }) => void,
) => void;
interface Orders {
  Order: Unary;
  Watch(asked: unknown, metadata: unknown): GrpcCall;
  Chat(metadata: unknown): GrpcCall;
  Raw(metadata: unknown): GrpcCall;
  close(): void;
}

/** The status UNAUTHENTICATED. */
const UNAUTHENTICATED = 16;
const ASKED = { user: { sub: 'mallory' } };

/** Calls the service of the `.proto` by the packages that are installed in a folder outside. */
export class OrdersClient {
  private readonly client: Orders;
  private readonly metadata: (token?: string) => unknown;

  constructor(folder: string, address: string) {
    const load = createRequire(join(folder, 'package.json'));
    const grpc = load('@grpc/grpc-js') as GrpcPackage;
    const definition = (load('@grpc/proto-loader') as { loadSync(file: string): unknown }).loadSync(
      join(folder, PROTO),
    );
    const { Orders } = grpc.loadPackageDefinition(definition).outside;
    this.client = new Orders(address, grpc.credentials.createInsecure());
    this.metadata = (token) => {
      const metadata = new grpc.Metadata();
      if (token !== undefined) metadata.set('authorization', `Bearer ${token}`);
      return metadata;
    };
  }

  /** The answer's `sub`, or the code of a refusal; throws what is no refusal. */
  order(token?: string): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
      this.client.Order(ASKED, this.metadata(token), (error, answer) => {
        if (error === null) resolve(answer?.sub);
        else if (error.code === UNAUTHENTICATED) resolve(codeOf(error));
        else reject(error as unknown as Error);
      });
    });
  }

  /** Opens a stream of answers, and asks once. */
  stream(method: 'Watch' | 'Chat' | 'Raw', token?: string): GrpcCall {
    if (method === 'Watch') return this.client.Watch(ASKED, this.metadata(token));
    const call = this.client[method](this.metadata(token));
    call.write(ASKED);
    return call;
  }

  close(): void {
    this.client.close();
  }
}

/** The first answer of a stream, or the code of its refusal. */
export function firstOf(call: GrpcCall): Promise<string> {
  return new Promise((resolve, reject) => {
    call.once('data', ({ sub }: { sub: string }) => resolve(sub));
    call.once('error', (error: GrpcError & Error) =>
      error.code === UNAUTHENTICATED ? resolve(codeOf(error)) : reject(error),
    );
  });
}

function codeOf({ details }: GrpcError): string {
  return details.split(':')[0] as string;
}

interface GrpcPackage {
  loadPackageDefinition(definition: unknown): {
    outside: { Orders: new (address: string, credentials: unknown) => Orders };
  };
  credentials: { createInsecure(): unknown };
  Metadata: new () => { set(name: string, value: string): void };
}

export interface IoSocket {
  on(event: string, listener: (data: never) => void): void;
  once(event: string, listener: (data: never) => void): void;
  emit(event: string, data: unknown): void;
  disconnect(): void;
}
type Io = (url: string, options: object) => IoSocket;

/** Opens a socket of Socket.IO with its token in the handshake, or in the header of its first request. */
export function openIo(folder: string, url: string, place: 'auth' | 'header', token?: string): IoSocket {
  const { io } = createRequire(join(folder, 'package.json'))('socket.io-client') as { io: Io };
  const inAuth = token === undefined ? {} : { auth: { token } };
  const inHeader = token === undefined ? {} : { extraHeaders: { authorization: `Bearer ${token}` } };
  return io(url, { forceNew: true, reconnection: false, ...(place === 'auth' ? inAuth : inHeader) });
}

/** Sends one message and gives the answer, or the code of the exception. */
export function askIo(socket: IoSocket): Promise<string> {
  return new Promise((resolve) => {
    socket.once('order', (sub: string) => resolve(sub));
    socket.once('exception', ({ code }: { code: string }) => resolve(code));
    socket.emit('order', ASKED);
  });
}
