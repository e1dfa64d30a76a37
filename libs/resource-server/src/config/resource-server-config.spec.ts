import { ConfigError, loadConfig } from '@hallpass/platform';
import { resourceServerConfig } from './resource-server-config.js';

const configSchema = resourceServerConfig('order-api');

const environment = {
  PORT: '3002',
  PUBLIC_URL: 'http://127.0.0.1:3002',
  ISSUER: 'http://127.0.0.1:3001',
  DATABASE_URL: 'postgresql://order_api@127.0.0.1/order_api',
  NATS_URL: 'nats://127.0.0.1:4222',
  KEY_ENCRYPTION_KEYS_FILE: '/run/secrets/keys.json',
};

describe('the configuration', () => {
  it('asks the issuer after three seconds of silence by default', () => {
    expect(loadConfig(configSchema, environment)).toMatchObject({
      CLIENT_ID: 'order-api',
      REVOCATION_FEED: 'nats',
      REVOCATION_STALE_AFTER_MS: 3000,
      REVOCATION_WHEN_STALE: 'introspect',
      REVOCATION_ALLOW_MS: 60_000,
    });
  });

  it.each([
    ['REVOCATION_FEED', 'off'],
    ['REVOCATION_WHEN_STALE', 'ignore'],
    ['REVOCATION_STALE_AFTER_MS', '0'],
    ['REVOCATION_ALLOW_MS', 'for ever'],
    ['DISCOVERY_URL', 'identity-api:3001'],
  ])('refuses %s=%s and names the variable', (variable, value) => {
    const load = () => loadConfig(configSchema, { ...environment, [variable]: value });
    expect(load).toThrow(ConfigError);
    expect(load).toThrow(variable);
  });
});
