import { ClientAssertion } from '@hallpass/keys';
import { loadConfig, systemClock } from '@hallpass/platform';
import { configSchema } from '../config.js';
import { authOptions } from './auth-options.js';

describe('how access tokens are judged', () => {
  it('goes by a clock that tells how long ago something was, also when it is set', () => {
    const config = loadConfig(configSchema, {
      PORT: '3002',
      PUBLIC_URL: 'http://127.0.0.1:3002',
      ISSUER: 'http://127.0.0.1:3001',
      DATABASE_URL: 'postgresql://u:p@127.0.0.1:5432/orders',
      NATS_URL: 'nats://127.0.0.1:4222',
      KEY_ENCRYPTION_KEYS_FILE: '/run/secrets/keys.json',
    });
    const { clock } = authOptions(config, Object.create(ClientAssertion.prototype), systemClock);
    expect(clock?.monotonic?.()).toEqual(expect.any(Number));
  });
});
