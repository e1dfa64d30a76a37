import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SECURITY_STREAM, SECURITY_SUBJECTS } from '@hallpass/verifier/issuer';
import { AUDIENCES } from '@hallpass/contracts';
import { NatsClient } from '@hallpass/messaging';
import { createApp } from '@hallpass/platform';
import {
  createDatabase,
  eventually,
  keyEncryptionKeysFile,
  natsUrl,
  type TestDatabase,
  TestIssuer,
} from '@hallpass/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../src/app.module.js';
import { type Config, configSchema } from '../src/config.js';

// A bound for what never happens: a loaded machine is slow to start a service.
jest.setTimeout(60_000);

export const PUBLIC_URL = 'http://127.0.0.1:3002';

type MintOptions = Parameters<TestIssuer['mint']>[0];

export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}
interface Call {
  readonly token?: string | undefined;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** An OrderAPI that listens, with a database of its own and an issuer whose tokens it takes. */
export class OrderApi {
  private ended: Promise<void> | undefined;

  private constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
    readonly issuer: TestIssuer,
    readonly database: TestDatabase,
    private readonly replicaOf: OrderApi | undefined,
  ) {}

  static async start(environment: Record<string, string> = {}, replicaOf?: OrderApi): Promise<OrderApi> {
    const issuer = replicaOf?.issuer ?? (await TestIssuer.start());
    const database = replicaOf?.database ?? (await createDatabase(join(__dirname, '../prisma/migrations')));
    const config: Config = configSchema.parse({
      NODE_ENV: 'test',
      PORT: '0',
      PUBLIC_URL,
      ISSUER: issuer.url,
      DATABASE_URL: database.url,
      NATS_URL: natsUrl(),
      LOG_LEVEL: 'silent',
      KEY_ENCRYPTION_KEYS_FILE: await keysFile(),
      ...environment,
    });
    const app = await createApp(AppModule.forRoot(config), { name: 'order-api', title: 'Hallpass OrderAPI', config });
    await ensureSecurityStream(app.get(NatsClient));
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    const api = new OrderApi(app, `http://127.0.0.1:${port}`, issuer, database, replicaOf);
    await api.ready();
    return api;
  }

  /** Another replica: the same database and issuer. */
  async replica(environment: Record<string, string> = {}): Promise<OrderApi> {
    return OrderApi.start(environment, this);
  }

  /** Ends the process, as far as a test can, and leaves the database for a replica. */
  async end(): Promise<void> {
    await (this.ended ??= this.app.close());
  }

  /** Resolves when the revocations that are kept have been replayed. */
  async ready(): Promise<void> {
    const probe = async () => expect(await this.get('/health/ready')).toMatchObject({ status: 200 });
    await eventually(probe, { describe: 'readiness' });
  }

  async stop(): Promise<void> {
    await this.end();
    if (this.replicaOf !== undefined) return;
    await this.database.drop();
    await this.issuer.stop();
  }

  /** The access token of an account, for this service, with the scopes of a customer by default. */
  async token(claims: Partial<MintOptions> = {}): Promise<string> {
    return this.issuer.mint({
      aud: AUDIENCES.orderApi,
      sub: randomUUID(),
      sid: randomUUID(),
      epoch: 1,
      scope: 'orders:read orders:write',
      ...claims,
    });
  }

  async get<T = Record<string, unknown>>(path: string, call: Call = {}): Promise<Answer<T>> {
    return this.call('GET', path, call);
  }

  async post<T = Record<string, unknown>>(path: string, call: Call = {}): Promise<Answer<T>> {
    return this.call('POST', path, call);
  }

  /** Places an order, with a new Idempotency-Key unless given one. */
  async order<T = OrderBody>(token: string, lines: unknown = [line(CHALK)], key: string = randomUUID()) {
    return this.post<T>('/v1/orders', { token, headers: { 'idempotency-key': key }, body: { lines } });
  }

  async count(table: string): Promise<number> {
    const { rows } = await this.database.pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`);
    return rows[0]!.count;
  }

  private async call<T>(method: string, path: string, { token, headers, body }: Call): Promise<Answer<T>> {
    const response = await fetch(new URL(path, this.url), {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, headers: response.headers, body: (json ? JSON.parse(text) : text) as T };
  }
}

export interface OrderBody {
  id: string;
  status: string;
  lines: { productId: string; name: string; quantity: number; unitPrice: { amount: number; currency: string } }[];
  total: { amount: number; currency: string };
  placedAt: string;
}
export interface PageBody<T> {
  items: T[];
  nextCursor: string | null;
}

export const OAK_PASS = '0b7e6a52-3c1d-4f7e-9a60-1f2d3c4b5a01';
export const CHALK = '0b7e6a52-3c1d-4f7e-9a60-1f2d3c4b5a08';

export function line(productId: string, quantity: unknown = 1) {
  return { productId, quantity };
}

let file: Promise<string> | undefined;
function keysFile(): Promise<string> {
  return (file ??= keyEncryptionKeysFile());
}

/** The issuer's stream, which is there before anybody reads it. */
async function ensureSecurityStream(nats: NatsClient): Promise<void> {
  await eventually(() => nats.isConnected, { describe: 'the connection to NATS' });
  await nats.ensureStream({ name: SECURITY_STREAM, subjects: [SECURITY_SUBJECTS], maxAgeMs: 600_000 });
}
