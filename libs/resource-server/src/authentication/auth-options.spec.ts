import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { AUDIENCES } from '@hallpass/contracts';
import type { ClientAssertion } from '@hallpass/keys';
import { loadConfig } from '@hallpass/platform';
import type { Clock } from '@hallpass/ports';
import { resourceServerConfig } from '../config/resource-server-config.js';
import { authOptions } from './auth-options.js';

const ENVIRONMENT = {
  PORT: '3002',
  PUBLIC_URL: 'http://127.0.0.1:3002',
  ISSUER: 'http://127.0.0.1:3001',
  DATABASE_URL: 'postgresql://u:p@127.0.0.1:5432/orders',
  NATS_URL: 'nats://127.0.0.1:4222',
  KEY_ENCRYPTION_KEYS_FILE: '/run/secrets/keys.json',
};
const clock: Clock = { now: () => 1_800_000_000_000, monotonic: () => 0 };
const assertion = { for: async (audience: string) => `assertion for ${audience}` } as ClientAssertion;

const optionsWith = (environment: Record<string, string> = {}) =>
  authOptions(loadConfig(resourceServerConfig('order-api'), { ...ENVIRONMENT, ...environment }), {
    audience: AUDIENCES.orderApi,
    name: 'order-api',
    assertion,
    clock,
  });

describe('how access tokens are judged', () => {
  it('is by the issuer and the audience, and names where a client gets a token', () => {
    expect(optionsWith({ DISCOVERY_URL: 'http://identity-api:3001' })).toMatchObject({
      issuer: 'http://127.0.0.1:3001',
      discoveryUrl: 'http://identity-api:3001',
      audience: 'urn:hallpass:order-api',
      clockToleranceSeconds: 5,
      resourceMetadataUrl: 'http://127.0.0.1:3002/.well-known/oauth-protected-resource',
    });
    expect(optionsWith()).not.toHaveProperty('discoveryUrl');
  });

  it('goes by the clock of the service', () => {
    expect(optionsWith().clock).toBe(clock);
  });

  it('has no feed where the issuer announces no revocations', () => {
    expect(optionsWith({ REVOCATION_FEED: 'none' }).revocation?.feed).toBeNull();
  });

  it('has a feed otherwise, which has heard nothing before it starts', () => {
    const { feed } = optionsWith({ REVOCATION_FEED: 'nats' }).revocation ?? {};
    expect(feed && 'lastHeardAt' in feed && feed.lastHeardAt()).toBe(-Infinity);
  });

  it('takes the state for stale after the time that is configured', () => {
    expect(optionsWith({ REVOCATION_STALE_AFTER_MS: '1234' }).revocation?.staleAfterMs).toBe(1234);
    expect(optionsWith().revocation?.staleAfterMs).toBe(3000);
  });

  it.each([
    ['deny', { mode: 'deny' }],
    ['allow', { mode: 'allow', forAtMostMs: 5000 }],
  ])('follows the policy %s while the broker is silent', (mode, whenStale) => {
    const { revocation } = optionsWith({ REVOCATION_WHEN_STALE: mode, REVOCATION_ALLOW_MS: '5000' });
    expect(revocation?.whenStale).toEqual(whenStale);
  });

  it('asks the issuer while the broker is silent, as the client that the service is, where it is reached', async () => {
    const asked: URLSearchParams[] = [];
    const server = createServer((request, response) => {
      void text(request).then((body) => {
        const isQuestion = request.url === '/introspect';
        if (isQuestion) asked.push(new URLSearchParams(body));
        const metadata = {
          issuer: ENVIRONMENT.ISSUER,
          introspection_endpoint: `${ENVIRONMENT.ISSUER}/introspect`,
        };
        response.end(JSON.stringify(isQuestion ? { active: true } : metadata));
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const inner = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { whenStale } = optionsWith({ DISCOVERY_URL: inner, CLIENT_ID: 'orders-of-ours' }).revocation ?? {};
    const isActive = whenStale?.mode === 'introspect' && (await whenStale.tokenStatus?.isActive('the-token'));
    server.close();
    expect(isActive).toBe(true);
    expect(asked.map((form) => Object.fromEntries(form))).toEqual([
      expect.objectContaining({
        token: 'the-token',
        client_id: 'orders-of-ours',
        client_assertion: `assertion for ${ENVIRONMENT.ISSUER}`,
      }),
    ]);
  });
});
