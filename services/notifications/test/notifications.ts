import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type SecurityEvent, securityEventClaims, securityEventSubject } from '@hallpass/verifier/issuer';
import { AUDIENCES } from '@hallpass/contracts';
import { createApp } from '@hallpass/platform';
import { type Clock, systemClock } from '@hallpass/ports';
import { createDatabase, eventually, keyEncryptionKeysFile, type TestDatabase, TestIssuer } from '@hallpass/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../src/app.module.js';
import { configSchema } from '../src/config.js';
import { Bus } from './bus.js';
import { SmtpCatcher } from './smtp-catcher.js';

// Real servers on a machine that may have other things to do: bounds for what never happens, not waits.
jest.setTimeout(60_000);

type MintOptions = Parameters<TestIssuer['mint']>[0];

export interface Answer {
  readonly text: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** What the replicas of one test share. */
interface Surroundings {
  readonly issuer: TestIssuer;
  readonly database: TestDatabase;
  readonly bus: Bus;
  readonly mail: SmtpCatcher;
  readonly keysFile: string;
  readonly clock: Clock;
}

/** The service, listening, with a database, a broker, an issuer and a mail server of its own. */
export class Notifications {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
    readonly surroundings: Surroundings,
    private readonly isReplica: boolean,
  ) {}

  static async start(
    environment: Record<string, string> = {},
    { clock = systemClock }: { clock?: Clock } = {},
  ): Promise<Notifications> {
    const surroundings = {
      issuer: await TestIssuer.start(),
      database: await createDatabase(join(__dirname, '../prisma/migrations')),
      bus: await Bus.start(),
      mail: await SmtpCatcher.start(),
      keysFile: await keyEncryptionKeysFile(),
      clock,
    };
    return Notifications.listen(surroundings, environment, false);
  }

  /** Another replica, of the same database, broker, issuer and mail server. */
  replica(environment: Record<string, string> = {}): Promise<Notifications> {
    return Notifications.listen(this.surroundings, environment, true);
  }

  private static async listen(surroundings: Surroundings, environment: Record<string, string>, isReplica: boolean) {
    const config = configSchema.parse({
      NODE_ENV: 'test',
      PORT: '0',
      PUBLIC_URL: 'http://127.0.0.1:3003',
      ISSUER: surroundings.issuer.url,
      DATABASE_URL: surroundings.database.url,
      NATS_URL: surroundings.bus.url,
      LOG_LEVEL: 'silent',
      KEY_ENCRYPTION_KEYS_FILE: surroundings.keysFile,
      SMTP_URL: surroundings.mail.url,
      MAIL_FROM: 'Hallpass <no-reply@hallpass.test>',
      EMAIL_POLL_MS: '20',
      EMAIL_RETRY_MS: '20',
      EVENT_BACKOFF_MS: '10,10',
      ...environment,
    });
    const { clock } = surroundings;
    const options = { name: 'notifications', title: 'Notifications', config, clock };
    const app = await createApp(AppModule.forRoot(config), options);
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    const started = new Notifications(app, `http://127.0.0.1:${port}`, surroundings, isReplica);
    await eventually(async () => expect((await started.get('/health/ready')).body).toMatchObject({ status: 'ok' }), {
      describe: 'readiness',
    });
    return started;
  }

  get bus(): Bus {
    return this.surroundings.bus;
  }
  get mail(): SmtpCatcher {
    return this.surroundings.mail;
  }

  async stop(): Promise<void> {
    await this.app.close();
    if (this.isReplica) return;
    const { issuer, database, bus, mail } = this.surroundings;
    await Promise.all([database.drop(), bus.stop(), mail.switchOff(), issuer.stop()]);
  }

  /** An access token for this service, with the scopes of a customer by default. */
  token(claims: Partial<MintOptions> = {}): Promise<string> {
    const scope = 'notifications:read notifications:write';
    const [sub, sid] = [randomUUID(), randomUUID()];
    return this.surroundings.issuer.mint({ aud: AUDIENCES.notifications, sub, sid, epoch: 1, scope, ...claims });
  }

  /** What the issuer says when it takes something back. */
  async revoke(event: SecurityEvent): Promise<void> {
    const { issuer, bus } = this.surroundings;
    const claims = securityEventClaims(event, {
      issuer: issuer.url,
      jti: randomUUID(),
      iat: Math.floor(Date.now() / 1000),
    });
    await issuer.publishSecurityEvent(bus.nats.connection, securityEventSubject(event), claims);
  }

  get(path: string, token?: string, headers?: Record<string, string>): Promise<Answer> {
    return this.call('GET', path, token, undefined, headers);
  }

  async call(
    method: string,
    path: string,
    token?: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer> {
    const response = await fetch(new URL(path, this.url), {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true && text !== '';
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : {} };
  }

  async inbox(token: string): Promise<{ id: string; kind: string; sequence: number; readAt: string | null }[]> {
    return (await this.get('/v1/notifications?limit=100', token)).body['items'] as never;
  }

  async rows<T>(sql: string, ...values: unknown[]): Promise<T[]> {
    return (await this.surroundings.database.pool.query(sql, values)).rows as T[];
  }

  /** What became of the e-mail about an event. */
  async email(id: string): Promise<Record<string, unknown> | undefined> {
    return (await this.rows<Record<string, unknown>>('SELECT * FROM emails WHERE id = $1', id))[0];
  }

  /** Resolves when that event was handled. */
  async handled(id: string): Promise<void> {
    await eventually(async () => (await this.rows('SELECT FROM inbox WHERE event_id = $1', id)).length, {
      describe: `event ${id} handled`,
    });
  }
}
