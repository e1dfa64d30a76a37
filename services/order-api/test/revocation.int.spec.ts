import { createPublicKey, type JsonWebKey, randomUUID, verify } from 'node:crypto';
import { type SecurityEvent, securityEventClaims, securityEventSubject } from '@hallpass/verifier/issuer';
import { NatsClient } from '@hallpass/messaging';
import { eventually, type NatsServer, startNatsServer } from '@hallpass/testing';
import { OrderApi } from './order-api.js';

const decoded = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());

describe('revocation', () => {
  let broker: NatsServer;
  let nats: NatsClient;
  let api: OrderApi;
  let replica: OrderApi;

  beforeAll(async () => {
    broker = await startNatsServer();
    nats = new NatsClient({ servers: broker.url, name: 'issuer' });
    await eventually(() => nats.isConnected);
    api = await OrderApi.start({ NATS_URL: broker.url });
    replica = await api.replica({ NATS_URL: broker.url });
  });
  afterAll(async () => {
    await replica?.stop();
    await api?.stop();
    await nats?.close();
    await broker?.stop();
  });

  async function announce(event: SecurityEvent): Promise<void> {
    const jti = randomUUID();
    const claims = securityEventClaims(event, { issuer: api.issuer.url, jti, iat: Math.floor(Date.now() / 1000) });
    await nats.publish(securityEventSubject(event), await api.issuer.signSecurityEvent(claims), { msgId: jti });
  }
  const statuses = (token: string) =>
    Promise.all([api, replica].map(async (one) => (await one.get('/v1/orders', { token })).status));
  const refused = (token: string) =>
    eventually(async () => {
      expect(await statuses(token)).toEqual([401, 401]);
      expect((await api.get('/v1/orders', { token })).body['code']).toBe('invalid_token');
    });

  it('of an account refuses its tokens at every replica, on every route, and leaves those of others', async () => {
    const sub = randomUUID();
    const [token, other] = [await api.token({ sub, epoch: 1 }), await api.token()];
    const order = await api.order(token);
    expect(await statuses(token)).toEqual([200, 200]);
    await announce({ kind: 'account', change: 'account-disabled', sub, minEpoch: 2 });
    await refused(token);
    expect((await api.order(token)).status).toBe(401);
    expect((await api.post(`/v1/orders/${order.body.id}/cancel`, { token })).status).toBe(401);
    expect((await api.get('/v1/products', { token })).status).toBe(401);
    expect(await statuses(other)).toEqual([200, 200]);
  });

  it('of an account does not refuse a token of its new epoch', async () => {
    const sub = randomUUID();
    const [old, renewed] = [await api.token({ sub, epoch: 1 }), await api.token({ sub, epoch: 2 })];
    await announce({ kind: 'account', change: 'token-claims-change', sub, minEpoch: 2 });
    await refused(old);
    expect(await statuses(renewed)).toEqual([200, 200]);
  });

  it('of a session refuses its tokens, and leaves the other sessions of the account', async () => {
    const [sub, sid] = [randomUUID(), randomUUID()];
    const [ended, living] = [await api.token({ sub, sid }), await api.token({ sub })];
    await announce({ kind: 'session', sub, sid });
    await refused(ended);
    expect(await statuses(living)).toEqual([200, 200]);
  });

  it('that nobody signed is not believed', async () => {
    const sub = randomUUID();
    const token = await api.token({ sub, epoch: 1 });
    await nats.publish(`security.v1.account.${sub}`, 'e30.e30.e30', { msgId: randomUUID() });
    const [later, marker] = [randomUUID(), await api.token({ sid: randomUUID() })];
    const victim = await api.token({ sub: later, epoch: 1 });
    await announce({ kind: 'account', change: 'account-disabled', sub: later, minEpoch: 2 });
    await refused(victim);
    expect(await statuses(token)).toEqual([200, 200]);
    expect(await statuses(marker)).toEqual([200, 200]);
  });

  describe('while the broker is away', () => {
    let deny: OrderApi;
    let token: string;
    beforeAll(async () => {
      const impatient = { NATS_URL: broker.url, REVOCATION_STALE_AFTER_MS: '1000' };
      deny = await api.replica({ ...impatient, REVOCATION_WHEN_STALE: 'deny' });
      token = await api.token();
      await broker.kill9();
    });
    afterAll(async () => {
      await deny?.stop();
    });

    it('is denied where the policy says so, and the service is not ready', async () => {
      await eventually(async () => {
        expect(await deny.get('/v1/orders', { token })).toMatchObject({
          status: 503,
          body: { code: 'revocation_state_stale' },
        });
      });
      expect(await deny.get('/health/ready')).toMatchObject({
        status: 503,
        body: { checks: { database: { status: 'ok' } } },
      });
    });

    it('is asked of the issuer otherwise, and what it says counts', async () => {
      const { issuer } = api;
      await eventually(async () => {
        expect((await api.get('/v1/orders', { token: await api.token() })).status).toBe(200);
        expect(issuer.requestCount('/oauth/introspect')).toBeGreaterThan(0);
      });
      const inactive = await api.token();
      issuer.activeTokens.delete(inactive);
      expect(await api.get('/v1/orders', { token: inactive })).toMatchObject({
        status: 401,
        body: { code: 'invalid_token' },
      });
    });

    it('is asked with an assertion that the key of this service signed', async () => {
      const asked = api.issuer.requests.filter(({ path }) => path === '/oauth/introspect').at(-1)!;
      const form = Object.fromEntries(new URLSearchParams(asked.body));
      expect(form).toMatchObject({
        client_id: 'order-api',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      });
      const [header, claims, signature] = form['client_assertion']!.split('.') as [string, string, string];
      const { body } = await api.get<{ keys: (JsonWebKey & { kid: string })[] }>('/.well-known/jwks.json');
      const [jwk] = body.keys;
      expect(decoded(header)).toEqual({ alg: 'ES256', kid: jwk!.kid, typ: 'client-authentication+jwt' });
      expect(decoded(claims)).toMatchObject({ iss: 'order-api', sub: 'order-api', aud: api.issuer.url });
      const key = { key: createPublicKey({ key: jwk!, format: 'jwk' }), dsaEncoding: 'ieee-p1363' } as const;
      expect(verify('sha256', Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, 'base64url'))).toBe(true);
    });

    it('is refused with 503 when the issuer is away too', async () => {
      const token = await api.token();
      await api.issuer.switchOff();
      try {
        const answer = await api.get('/v1/orders', { token });
        expect(answer).toMatchObject({ status: 503, body: { code: 'token_status_unavailable' } });
        expect(answer.headers.get('retry-after')).toBe('1');
      } finally {
        await api.issuer.switchOn();
      }
    });

    it('goes on to refuse what was refused before, and hears again when the broker is back', async () => {
      await broker.restart();
      await deny.ready();
      expect((await deny.get('/v1/orders', { token })).status).toBe(200);
    });
  });
});
