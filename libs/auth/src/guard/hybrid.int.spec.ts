import type { AddressInfo, Server } from 'node:net';
import { connect, headers, type NatsConnection } from '@nats-io/transport-node';
import type { INestApplication, INestMicroservice } from '@nestjs/common';
import { ClientProxyFactory, Transport, type ClientProxy } from '@nestjs/microservices';
import { firstValueFrom } from 'rxjs';
import { eventually, startNatsServer } from '@hallpass/testing';
import { SessionCache } from '@hallpass/verifier';
import { AUDIENCE, ISSUER, LocalIssuer, TestClock } from '@hallpass/verifier/testing';
import { received, startHybrid } from '../../test/message-app.js';
import { ManualFeed } from '../../test/sample-app.js';

type NatsServer = Awaited<ReturnType<typeof startNatsServer>>;

describe('an application with a microservice connected to it', () => {
  let issuer: LocalIssuer;
  const optionsOf = (feed = new ManualFeed()) => {
    const clock = new TestClock();
    feed.heardAt = clock.monotonic();
    const { keySource, securityEventKeySource } = issuer;
    return { issuer: ISSUER, audience: AUDIENCE, keySource, securityEventKeySource, clock, revocation: { feed } };
  };
  beforeAll(async () => {
    issuer = await LocalIssuer.create();
  });
  beforeEach(() => received.splice(0));

  describe.each([[false], [true]])('over TCP, inheritAppConfig: %s', (inheritAppConfig) => {
    let app: INestApplication;
    let client: ClientProxy;
    beforeAll(async () => {
      const host = '127.0.0.1';
      app = await startHybrid(optionsOf(), { transport: Transport.TCP, options: { host, port: 0 } }, inheritAppConfig);
      const [microservice] = app.getMicroservices() as [INestMicroservice];
      const { port } = microservice.unwrap<Server>().address() as AddressInfo;
      client = ClientProxyFactory.create({ transport: Transport.TCP, options: { host, port } });
    });
    afterAll(async () => {
      await client.close();
      await app.close();
    });
    const call = (pattern: string, payload: unknown) =>
      firstValueFrom(client.send(pattern, payload as object)).catch((refusal: unknown) => refusal);

    it.each(['bare', 'scoped', 'both', 'request-scoped', 'lazy'])(
      'refuses "%s", because TCP has no place for a token',
      async (pattern) => {
        const authorization = `Bearer ${await issuer.mint({ claims: { scope: 'orders:admin' } })}`;
        for (const payload of [{}, { user: { sub: 'mallory' } }, { headers: { authorization } }, authorization]) {
          expect(await call(pattern, payload)).toMatchObject({ code: 'credentials_unreachable', status: 401 });
        }
      },
    );

    it('runs a public handler, with no principal whatever its payload says', async () => {
      expect(await call('open', {})).toEqual({ sub: null });
      expect(await call('open', { user: { sub: 'mallory' } })).toEqual({ sub: null });
    });

    it('runs no handler of an event', async () => {
      await firstValueFrom(client.emit('event', { user: { sub: 'mallory' } }), { defaultValue: undefined });
      await call('open', {});
      expect(received).toEqual([]);
    });

    it('looks a token up once for a route, though the guard runs more than once', async () => {
      const authorization = `Bearer ${await issuer.mint()}`;
      const get = async () => (await fetch(`${await app.getUrl()}/bare`, { headers: { authorization } })).json();
      expect(await get()).toEqual({ sub: 'alice' });
      const { hits, misses } = app.get(SessionCache).stats();
      expect(await get()).toEqual({ sub: 'alice' });
      expect(app.get(SessionCache).stats()).toMatchObject({ hits: hits + 1, misses });
    });

    it('refuses a route by HTTP, though its handler takes messages as well', async () => {
      const response = await fetch(`${await app.getUrl()}/bare`);
      expect([response.status, await response.json()]).toMatchObject([401, { code: 'missing_token' }]);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
    });
  });

  describe('over NATS', () => {
    let server: NatsServer;
    let nats: NatsConnection;
    let app: INestApplication;
    const feed = new ManualFeed();
    beforeAll(async () => {
      server = await startNatsServer();
      nats = await connect({ servers: server.url });
      app = await startHybrid(optionsOf(feed), { transport: Transport.NATS, options: { servers: [server.url] } });
      // Nest does not wait until the broker has its subscriptions.
      await eventually(() =>
        Promise.all(['bare', 'scoped', 'open', 'request-scoped', 'lazy'].map((name) => call(name))),
      );
    });
    afterAll(async () => {
      await app.close();
      await nats.close();
      await server.stop();
    });
    const call = async (pattern: string, ...authorizations: string[]): Promise<unknown> => {
      const sent = headers();
      for (const authorization of authorizations) sent.append('authorization', authorization);
      const message = JSON.stringify({ id: '1', pattern, data: { user: { sub: 'mallory' } } });
      const answer = await nats.request(pattern, message, { headers: sent, timeout: 5000 });
      const { err, response } = answer.json<{ err?: unknown; response?: unknown }>();
      return err ?? response;
    };

    it.each(['bare', 'request-scoped', 'lazy'])(
      'takes the token of "%s" from the headers of the message',
      async (pattern) => {
        expect(await call(pattern)).toMatchObject({ code: 'missing_token' });
        expect(await call(pattern, `Bearer ${await issuer.mint()}`)).toEqual({ sub: 'alice' });
      },
    );

    it('takes a token with the scope that a handler needs', async () => {
      const scope = 'orders:admin';
      expect(await call('scoped', `Bearer ${await issuer.mint({ claims: { scope } })}`)).toEqual({ sub: 'alice' });
    });

    it('refuses what has none, a malformed one, two, or too little scope, by a challenge', async () => {
      const token = `Bearer ${await issuer.mint()}`;
      expect(await call('bare')).toMatchObject({ code: 'missing_token', status: 401, challenge: 'Bearer' });
      expect(await call('bare', 'Bearer rubbish')).toMatchObject({ code: 'invalid_token', status: 401 });
      expect(await call('bare', token, token)).toMatchObject({ code: 'invalid_request', status: 400 });
      expect(await call('scoped', token)).toMatchObject({
        code: 'insufficient_scope',
        status: 403,
        challenge: expect.stringContaining('scope="orders:admin"'),
      });
    });

    it('runs the handler of an event only with a token', async () => {
      const emit = (authorization?: string) => {
        const sent = headers();
        if (authorization !== undefined) sent.set('Authorization', authorization);
        nats.publish('event', JSON.stringify({ pattern: 'event', data: {} }), { headers: sent });
      };
      emit();
      emit(`Bearer ${await issuer.mint()}`);
      await eventually(() => expect(received).toEqual(['alice']));
    });

    it('refuses a token once its session is revoked', async () => {
      const token = `Bearer ${await issuer.mint({ claims: { sid: 'ended' } })}`;
      expect(await call('bare', token)).toEqual({ sub: 'alice' });
      await feed.sink?.apply(await issuer.mintEvent({ kind: 'session', sub: 'alice', sid: 'ended' }));
      expect(await call('bare', token)).toMatchObject({ code: 'invalid_token', status: 401 });
    });
  });
});
