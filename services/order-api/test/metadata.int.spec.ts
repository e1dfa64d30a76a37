import { OrderApi, PUBLIC_URL } from './order-api.js';

describe('without a token', () => {
  let api: OrderApi;
  beforeAll(async () => {
    api = await OrderApi.start();
  });
  afterAll(() => api?.stop());

  it('the metadata says who issues tokens for this service (RFC 9728)', async () => {
    const answer = await api.get('/.well-known/oauth-protected-resource');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      resource: PUBLIC_URL,
      resource_name: 'Hallpass OrderAPI',
      resource_documentation: `${PUBLIC_URL}/docs`,
      authorization_servers: [api.issuer.url],
      jwks_uri: `${PUBLIC_URL}/.well-known/jwks.json`,
      scopes_supported: ['orders:read', 'orders:write', 'orders:read:any'],
      bearer_methods_supported: ['header'],
      hallpass_audience: 'urn:hallpass:order-api',
    });
  });

  it('the key set has the public part of one signing key, and may be kept', async () => {
    const answer = await api.get('/.well-known/jwks.json');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      keys: [
        {
          kty: 'EC',
          crv: 'P-256',
          alg: 'ES256',
          use: 'sig',
          kid: expect.any(String),
          x: expect.any(String),
          y: expect.any(String),
        },
      ],
    });
    expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
    expect(answer.headers.get('content-type')).toContain('application/jwk-set+json');
  });

  it.each(['/.well-known/jwks.json', '/.well-known/oauth-protected-resource'])(
    '%s is not sent again to a client that has it',
    async (path) => {
      const etag = (await api.get(path)).headers.get('etag')!;
      for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
        const again = await api.get(path, { headers: { 'if-none-match': known } });
        expect(again).toMatchObject({ status: 304, body: '' });
        expect(again.headers.get('etag')).toBe(etag);
      }
      expect(await api.get(path, { headers: { 'if-none-match': '"other"' } })).toMatchObject({ status: 200 });
    },
  );

  it('a replica publishes the same key', async () => {
    const replica = await api.replica();
    try {
      const [mine, its] = await Promise.all([api, replica].map((one) => one.get('/.well-known/jwks.json')));
      expect(its!.body).toEqual(mine!.body);
    } finally {
      await replica.stop();
    }
  });

  it('the service says that it lives, and that it is ready when the database and the revocation feed are', async () => {
    expect(await api.get('/health/live')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await api.get('/health/ready')).toMatchObject({
      status: 200,
      body: { status: 'ok', checks: { database: { status: 'ok' }, auth: { status: 'ok' } } },
    });
  });

  it('the metrics show what waits in the outbox, and requests by the template of their route', async () => {
    await api.get('/v1/orders/0b7e6a52-0000-4000-8000-000000000000', { token: await api.token() });
    const { status, body } = await api.get<string>('/metrics');
    expect(status).toBe(200);
    expect(body).toContain('outbox_pending 0');
    expect(body).toMatch(/http_request_duration_seconds_count{.*route="\/v1\/orders\/:id".*} 1/);
  });

  it('the metrics that only grow are counters and end with _total, and no gauge does', async () => {
    const { body } = await api.get<string>('/metrics');
    const types = new Map([...body.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name!, type]));
    const grows = ['hits', 'misses', 'evictions', 'revocations'].map((what) => `session_cache_${what}_total`);
    for (const name of [...grows, 'revocation_feed_refused_total'])
      expect([name, types.get(name)]).toEqual([name, 'counter']);
    const ours = [...types].filter(([name]) => !name.startsWith('process_') && !name.startsWith('nodejs_'));
    for (const [name, type] of ours) expect([name, type === 'counter']).toEqual([name, name.endsWith('_total')]);
  });

  it('OpenAPI names each route, its scopes and its answers', async () => {
    const { body } = await api.get<{ paths: Record<string, Record<string, Record<string, unknown>>> }>('/docs/json');
    const routes = Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { security }]) => [`${method} ${path}`, security]),
    );
    expect(Object.fromEntries(routes)).toMatchObject({
      'get /v1/products': [{ bearer: ['orders:read'] }],
      'get /v1/orders': [{ bearer: ['orders:read'] }],
      'post /v1/orders': [{ bearer: ['orders:write'] }],
      'get /v1/orders/{id}': [{ bearer: ['orders:read'] }],
      'post /v1/orders/{id}/cancel': [{ bearer: ['orders:write'] }],
    });
    const place = body.paths['/v1/orders']!['post']! as { requestBody: object; responses: Record<string, object> };
    expect(JSON.stringify(place.requestBody)).toContain('"maximum":1000');
    expect(JSON.stringify(place.responses['201'])).toContain('unitPrice');
  });
});
