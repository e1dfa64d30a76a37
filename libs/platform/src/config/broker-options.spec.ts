import { brokerOptions } from './broker-options.js';

const SEED = `SU${'A'.repeat(56)}`;

describe('what a connection to NATS is made with', () => {
  it('is the address alone where nothing else is configured', () => {
    expect(brokerOptions({ NATS_URL: 'nats://localhost:4222' } as never)).toEqual({ servers: 'nats://localhost:4222' });
  });

  it('is a user and a password, or the seed of a key, and the prefix of the inboxes', () => {
    const config = {
      NATS_URL: 'nats://nats:4222',
      NATS_USER: 'order-api',
      NATS_PASSWORD: 'secret',
      NATS_NKEY_SEED: SEED,
      NATS_INBOX_PREFIX: '_INBOX_order-api',
    };
    expect(brokerOptions(config)).toEqual({
      servers: 'nats://nats:4222',
      user: 'order-api',
      password: 'secret',
      nkeySeed: SEED,
      inboxPrefix: '_INBOX_order-api',
    });
  });
});
