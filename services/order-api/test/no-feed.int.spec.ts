import { eventually, startNatsServer } from '@hallpass/testing';
import { OrderApi } from './order-api.js';

it('without a revocation feed a valid token is good while the broker is silent', async () => {
  const broker = await startNatsServer();
  const environment = { NATS_URL: broker.url, REVOCATION_WHEN_STALE: 'deny', REVOCATION_STALE_AFTER_MS: '500' };
  const listening = await OrderApi.start(environment);
  const deaf = await listening.replica({ ...environment, REVOCATION_FEED: 'none' });
  try {
    const token = await listening.token();
    await broker.stop();
    await eventually(async () => expect(await listening.get('/v1/orders', { token })).toMatchObject({ status: 503 }));
    expect(await deaf.get('/v1/orders', { token })).toMatchObject({ status: 200 });
    expect(await deaf.get('/health/ready')).toMatchObject({ status: 200 });
    expect(await deaf.get('/v1/orders')).toMatchObject({ status: 401, body: { code: 'missing_token' } });
  } finally {
    await deaf.stop();
    await listening.stop();
    await broker.stop();
  }
});
