import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { securityEventClaims, securityEventSubject, type SecurityEvent } from '@hallpass/verifier/issuer';
import { AUDIENCES } from '@hallpass/contracts';
import { loadConfig } from '@hallpass/platform';
import { eventually, startNatsServer, TestIssuer, type NatsServer } from '@hallpass/testing';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Config, configSchema } from '../src/config.js';
import { makeDoor } from '../src/door.js';

const ORDERS = 'https://hallpass.test/orders';
const APP = 'https://app.example.com';

describe('the door to a service', () => {
  let issuer: TestIssuer;
  let broker: NatsServer;
  let nats: NatsConnection;
  let config: Config;
  let door: NestFastifyApplication;

  beforeAll(async () => {
    [issuer, broker] = await Promise.all([TestIssuer.start(), startNatsServer()]);
    nats = await connect({ servers: broker.url, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
    config = loadConfig(configSchema, {
      NODE_ENV: 'test',
      PORT: '3011',
      ISSUER: issuer.url,
      NATS_URL: broker.url,
      REVOCATION_STALE_AFTER_MS: '1500',
      RESOURCE_URLS: JSON.stringify({ [AUDIENCES.orderApi]: ORDERS }),
      CORS_ORIGINS: APP,
    });
    door = await makeDoor(AUDIENCES.orderApi, config);
    await announce({ kind: 'session', sub: 'nobody', sid: randomUUID() }); // makes the stream
    await ready();
  });
  afterAll(async () => {
    await door?.close();
    await nats?.close();
    await Promise.all([issuer?.stop(), broker?.stop()]);
  });

  const ready = () =>
    eventually(async () => expect((await door.inject({ method: 'GET', url: '/health/ready' })).statusCode).toBe(200));
  const judged = async (authorization: string) => {
    const answer = await door.inject({ method: 'GET', url: '/judge', headers: { authorization } });
    return { status: answer.statusCode, headers: answer.headers, body: answer.body };
  };
  const announce = (event: SecurityEvent) => {
    const envelope = { issuer: issuer.url, jti: randomUUID(), iat: Math.floor(Date.now() / 1000) };
    return issuer.publishSecurityEvent(nats, securityEventSubject(event), securityEventClaims(event, envelope));
  };
  const minted = (claims = {}) => issuer.mint({ aud: AUDIENCES.orderApi, sub: 'alice', ...claims });

  it('opens to a good token, whatever it allows', async () => {
    expect(await judged(`Bearer ${await minted({ scope: '' })}`)).toMatchObject({ status: 204, body: '' });
  });

  it.each([
    ['malformed', async () => 'a.b.c'],
    ['unsigned', async () => `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.e30.`],
    ['expired', () => minted({ exp: Math.floor(Date.now() / 1000) - 60 })],
    ['for another service', () => minted({ aud: AUDIENCES.notifications })],
  ])('stays closed to a token that is %s, and says so as the service would', async (_, token) => {
    const { status, headers, body } = await judged(`Bearer ${await token()}`);
    expect(status).toBe(401);
    expect(headers['content-type']).toContain('application/problem+json');
    expect(headers['www-authenticate']).toContain('error="invalid_token"');
    const metadata = `resource_metadata="${ORDERS}/.well-known/oauth-protected-resource"`;
    expect(headers['www-authenticate']).toContain(metadata);
    expect(JSON.parse(body)).toMatchObject({ status: 401, code: 'invalid_token' });
  });

  it('lets a page of a listed origin read why it is refused', async () => {
    for (const origin of [APP, 'https://elsewhere.example']) {
      const headers = { origin, authorization: 'Bearer a.b.c' };
      const answer = await door.inject({ method: 'GET', url: '/judge', headers });
      expect(answer.statusCode).toBe(401);
      expect(answer.headers['access-control-allow-origin']).toBe(origin === APP ? APP : undefined);
      expect(answer.headers['access-control-expose-headers']).toContain('WWW-Authenticate');
    }
  });

  it('closes to a token that it knew when its session ends', async () => {
    const sid = randomUUID();
    const token = `Bearer ${await minted({ sid })}`;
    expect((await judged(token)).status).toBe(204);
    await announce({ kind: 'session', sub: 'alice', sid });
    await eventually(async () => expect((await judged(token)).status).toBe(401));
  });

  it('leaves a token to the service while it hears nothing of the broker, but not one that is no good by itself', async () => {
    const good = `Bearer ${await minted()}`;
    expect(await judged(good)).toMatchObject({ status: 204 });
    await broker.pause();
    try {
      await eventually(async () => {
        const { status, headers } = await judged(good);
        expect([status, headers['hallpass-gate']]).toEqual([204, 'undecided']);
        expect(headers['retry-after']).toBeUndefined();
      });
      expect((await judged('Bearer a.b.c')).status).toBe(401);
    } finally {
      await broker.resume();
    }
    await eventually(async () => expect((await judged(good)).headers['hallpass-gate']).toBeUndefined());
  });

  it('ends though a connection has said nothing', async () => {
    const other = await makeDoor(AUDIENCES.notifications, config);
    await other.listen(0, '127.0.0.1');
    const connected = once(other.getHttpServer(), 'connection');
    const client = createConnection(Number(new URL(await other.getUrl()).port), '127.0.0.1').resume();
    const closed = once(client, 'close');
    await connected;
    await other.close();
    await closed;
  });
});
