import { AUDIENCES } from '@hallpass/contracts';
import { ClientAssertion } from '@hallpass/keys';
import { loadConfig } from '@hallpass/platform';
import { systemClock } from '@hallpass/ports';
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

const optionsWith = (environment: Record<string, string> = {}) =>
  authOptions(loadConfig(resourceServerConfig('order-api'), { ...ENVIRONMENT, ...environment }), {
    audience: AUDIENCES.orderApi,
    name: 'order-api',
    assertion: Object.create(ClientAssertion.prototype) as ClientAssertion,
    clock: systemClock,
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
  });

  it('goes by a clock that tells how long ago something was, also when it is set', () => {
    expect(optionsWith().clock?.monotonic?.()).toEqual(expect.any(Number));
  });

  it('has no feed where the issuer announces no revocations', () => {
    expect(optionsWith().revocation?.feed).not.toBeNull();
    expect(optionsWith({ REVOCATION_FEED: 'none' }).revocation?.feed).toBeNull();
  });

  it.each([
    ['introspect', { mode: 'introspect', tokenStatus: expect.any(Object) as object }],
    ['deny', { mode: 'deny' }],
    ['allow', { mode: 'allow', forAtMostMs: 5000 }],
  ])('follows the policy %s while the broker is silent', (mode, whenStale) => {
    const { revocation } = optionsWith({ REVOCATION_WHEN_STALE: mode, REVOCATION_ALLOW_MS: '5000' });
    expect(revocation?.whenStale).toEqual(whenStale);
  });
});
