import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { OutboxRelay } from '@hallpass/messaging';
import { createApp } from '@hallpass/platform';
import {
  createDatabase,
  eventually,
  keyEncryptionKeysFile,
  startNatsServer,
  type NatsServer,
  type TestDatabase,
} from '@hallpass/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../src/app.module.js';
import { configSchema } from '../src/config.js';
import { TestClock } from './test-clock.js';

// A bound for what never happens: a loaded machine is slow to start a service.
jest.setTimeout(60_000);

/** The name of the issuer. Nobody has to reach it: IdentityAPI verifies with its own keys. */
export const ISSUER = 'http://127.0.0.1:3001';

/** Nobody listens here: what is sealed for Notifications waits in the outbox. */
const NOWHERE = 'http://127.0.0.1:1/jwks.json';

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}
export interface Call {
  readonly token?: string | undefined;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever the route answers
type Body = any;

interface Surroundings {
  readonly database: TestDatabase;
  readonly nats: NatsServer;
  readonly keysFile: string;
}

/** An IdentityAPI that listens, with a database and a broker of its own. */
export class IdentityApp {
  private readonly replicas: IdentityApp[] = [];
  private ended: Promise<void> | undefined;

  private constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
    readonly clock: TestClock,
    private readonly surroundings: Surroundings,
    private readonly environment: Record<string, string>,
    private readonly isReplica: boolean,
  ) {}

  /** @param environment variables that differ from the test's defaults */
  static async start(environment: Record<string, string> = {}): Promise<IdentityApp> {
    const [database, nats, keysFile] = await Promise.all([
      createDatabase(join(__dirname, '../prisma/migrations')),
      startNatsServer(),
      keyEncryptionKeysFile(),
    ]);
    return IdentityApp.run({ database, nats, keysFile }, environment, new TestClock(), false);
  }

  private static async run(
    surroundings: Surroundings,
    environment: Record<string, string>,
    clock: TestClock,
    isReplica: boolean,
  ): Promise<IdentityApp> {
    const config = configSchema.parse({
      NODE_ENV: 'test',
      PORT: '0',
      PUBLIC_URL: ISSUER,
      ISSUER,
      DATABASE_URL: surroundings.database.url,
      NATS_URL: surroundings.nats.url,
      LOG_LEVEL: 'silent',
      KEY_ENCRYPTION_KEYS_FILE: surroundings.keysFile,
      NOTIFICATIONS_JWKS_URI: NOWHERE,
      OAUTH_REQUESTS_PER_MINUTE: '1000000',
      ...environment,
    });
    const options = { name: 'identity-api', title: 'Hallpass IdentityAPI', config, clock };
    const app = await createApp(AppModule.forRoot(config), options);
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    const identity = new IdentityApp(app, `http://127.0.0.1:${port}`, clock, surroundings, environment, isReplica);
    const ready = async () => expect(await identity.get('/health/ready')).toMatchObject({ status: 200 });
    await eventually(ready, { timeoutMs: 30_000 });
    return identity;
  }

  get database(): TestDatabase {
    return this.surroundings.database;
  }

  get nats(): NatsServer {
    return this.surroundings.nats;
  }

  /** Another replica: the same database, broker and clock. Ends with this one. */
  async replica(environment: Record<string, string> = {}): Promise<IdentityApp> {
    const replica = await IdentityApp.run(this.surroundings, { ...this.environment, ...environment }, this.clock, true);
    this.replicas.push(replica);
    return replica;
  }

  /** What is in the outbox stays there, unless it is published right after a commit. */
  async stopRelaying(): Promise<void> {
    await this.app.get(OutboxRelay, { strict: false }).stop();
  }

  /** Ends the application and leaves database and broker as they are. */
  async end(): Promise<void> {
    await (this.ended ??= this.app.close());
  }

  async stop(): Promise<void> {
    for (const replica of this.replicas) await replica.stop();
    await this.end();
    if (this.isReplica) return;
    await this.nats.stop();
    await this.database.drop();
  }

  get<T = Body>(path: string, call: Call = {}): Promise<Answer<T>> {
    return this.call('GET', path, call);
  }

  post<T = Body>(path: string, call: Call = {}): Promise<Answer<T>> {
    return this.call('POST', path, call);
  }

  /** Sends a form, as /oauth/* takes it. */
  form<T = Body>(path: string, parameters: Record<string, string>): Promise<Answer<T>> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return this.call('POST', path, { headers, body: new URLSearchParams(parameters).toString() });
  }

  /** Sends a text as it is, anything else as JSON. */
  async call<T = Body>(method: string, path: string, { token, headers, body }: Call = {}): Promise<Answer<T>> {
    const response = await fetch(new URL(path, this.url), {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    const answered = (isJson && text !== '' ? JSON.parse(text) : text) as T;
    return { status: response.status, headers: response.headers, body: answered };
  }
}
