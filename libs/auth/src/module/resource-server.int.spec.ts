import { randomUUID } from 'node:crypto';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { AUDIENCES } from '@hallpass/contracts';
import { eventually, startNatsServer, TestIssuer } from '@hallpass/testing';
import { startSample, type SampleApp } from '../../test/sample-app.js';
import { IntrospectionClient } from '@hallpass/verifier';
import { securityEventClaims, securityEventSubject, type SecurityEvent } from '@hallpass/verifier/issuer';
import { natsRevocationFeed } from '@hallpass/verifier/nats';
import { AuthHealth } from './auth-health.js';
import { AuthMetrics } from './auth-metrics.js';

type NatsServer = Awaited<ReturnType<typeof startNatsServer>>;
const aud = AUDIENCES.orderApi;

jest.setTimeout(30_000);

describe('replicas of a resource server, with a real issuer and a real broker', () => {
  let issuer: TestIssuer;
  let server: NatsServer;
  let nats: NatsConnection;
  let replicas: SampleApp[];

  const startReplica = async (): Promise<SampleApp> => {
    const tokenStatus = new IntrospectionClient({
      issuer: issuer.url,
      clientId: 'order-api',
      clientAssertion: async () => 'assertion',
    });
    const feed = natsRevocationFeed({ servers: server.url, name: 'order-api', checkEveryMs: 100 });
    const sample = await startSample('fastify', {
      issuer: issuer.url,
      audience: aud,
      revocation: { feed, staleAfterMs: 1000, whenStale: { mode: 'introspect', tokenStatus } },
    });
    await eventually(() => sample.get(AuthHealth).check());
    return sample;
  };
  const call = async ({ url }: SampleApp, token: string): Promise<number | string> => {
    const response = await fetch(`${url}/bare`, { headers: { authorization: `Bearer ${token}` } });
    return response.ok ? response.status : ((await response.json()) as { code: string }).code;
  };
  const everywhere = (token: string) => Promise.all(replicas.map((replica) => call(replica, token)));
  const announce = (event: SecurityEvent): Promise<string> => {
    const claims = securityEventClaims(event, { issuer: issuer.url, jti: randomUUID(), iat: 0 });
    return issuer.publishSecurityEvent(nats, securityEventSubject(event), {
      ...claims,
      iat: Math.floor(Date.now() / 1000),
    });
  };

  beforeAll(async () => {
    issuer = await TestIssuer.start();
    server = await startNatsServer();
    nats = await connect({ servers: server.url, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
    await announce({ kind: 'session', sub: 'early', sid: 'ended-before-the-start' });
    replicas = await Promise.all([startReplica(), startReplica(), startReplica()]);
  });
  afterAll(async () => {
    await Promise.all(replicas.map(({ app }) => app.close()));
    await nats.close();
    await server.stop();
    await issuer.stop();
  });

  it('accept a token for them, and refuse those of every other use case', async () => {
    expect(await everywhere(await issuer.mint({ aud }))).toEqual([200, 200, 200]);
    for (const useCase of ['identity-api', 'notifications', 'id-token', 'email-verification', 'password-reset']) {
      const token = await issuer.mint({ aud, useCase });
      expect(await everywhere(token)).toEqual(['invalid_token', 'invalid_token', 'invalid_token']);
    }
  });

  it('refuse a session that ended before they started', async () => {
    const token = await issuer.mint({ aud, sub: 'early', sid: 'ended-before-the-start' });
    expect(await everywhere(token)).toEqual(['invalid_token', 'invalid_token', 'invalid_token']);
  });

  it('refuse a known token once its account is disabled, and accept one minted after', async () => {
    const sub = randomUUID();
    const older = await issuer.mint({ aud, sub, epoch: 1 });
    expect(await everywhere(older)).toEqual([200, 200, 200]);
    await announce({ kind: 'account', change: 'account-disabled', sub, minEpoch: 2 });
    await eventually(async () =>
      expect(await everywhere(older)).toEqual(['invalid_token', 'invalid_token', 'invalid_token']),
    );
    expect(await everywhere(await issuer.mint({ aud, sub, epoch: 2 }))).toEqual([200, 200, 200]);
  });

  it('see a rotation without a restart', async () => {
    await issuer.rotate('order-api');
    expect(await everywhere(await issuer.mint({ aud }))).toEqual([200, 200, 200]);
  });

  it('refuse every token of a withdrawn key, and accept those of its replacement', async () => {
    const { kid } = issuer.keySet('order-api').active;
    const older = await issuer.mint({ aud });
    expect(await everywhere(older)).toEqual([200, 200, 200]);
    await issuer.rotate('order-api');
    await announce({ kind: 'key', kid });
    await eventually(async () =>
      expect(await everywhere(older)).toEqual(['invalid_token', 'invalid_token', 'invalid_token']),
    );
    expect(await everywhere(await issuer.mint({ aud }))).toEqual([200, 200, 200]);
  });

  it('do not take an event that the broker was given by somebody else', async () => {
    const token = await issuer.mint({ aud, sid: 'safe' });
    const event: SecurityEvent = { kind: 'session', sub: 'alice', sid: 'safe' };
    const claims = securityEventClaims(event, { issuer: issuer.url, jti: randomUUID(), iat: 1 });
    const forged = await issuer.mintWith('order-api', 'secevent+jwt', claims);
    await nats.request(securityEventSubject(event), forged);
    const marker = await issuer.mint({ aud, sid: 'marker' });
    await announce({ kind: 'session', sub: 'alice', sid: 'marker' });
    await eventually(async () =>
      expect(await everywhere(marker)).toEqual(['invalid_token', 'invalid_token', 'invalid_token']),
    );
    expect(await everywhere(token)).toEqual([200, 200, 200]);
    // Its key could still be published; only once that is given up is the forgery dropped, and the feed heard again.
    const refused = () => replicas.map((replica) => replica.get(AuthMetrics).snapshot().feed.refused);
    await eventually(() => expect(refused()).toEqual([1, 1, 1]), { timeoutMs: 20_000 });
    expect(await everywhere(token)).toEqual([200, 200, 200]);
  });

  it('ask the issuer while the broker is away, refuse when both are, and recover', async () => {
    const [live, ended] = await Promise.all([issuer.mint({ aud }), issuer.mint({ aud })]);
    expect(await everywhere(live)).toEqual([200, 200, 200]);
    expect(await everywhere(ended)).toEqual([200, 200, 200]);
    await server.kill9();
    issuer.activeTokens.delete(ended);
    await eventually(async () =>
      expect(await everywhere(ended)).toEqual(['invalid_token', 'invalid_token', 'invalid_token']),
    );
    expect(await everywhere(live)).toEqual([200, 200, 200]);

    await issuer.switchOff();
    const unavailable = 'token_status_unavailable';
    await eventually(async () => expect(await everywhere(live)).toEqual([unavailable, unavailable, unavailable]));

    await server.restart();
    await eventually(async () => expect(await everywhere(live)).toEqual([200, 200, 200]));
    await issuer.switchOn();
  });
});
