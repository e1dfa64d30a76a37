import { indicators, SECRET, startExample, type Example } from './example-service.js';

describe('an answer', () => {
  let example: Example;
  beforeAll(async () => {
    example = await startExample();
  });
  afterAll(() => example.app.close());

  const get = (path: string, init?: RequestInit) => fetch(`${example.url}${path}`, init);

  it('to what nobody foresaw is 500 and tells nothing', async () => {
    const response = await get('/v1/unforeseen');
    const body = await response.text();
    expect([response.status, JSON.parse(body)]).toMatchObject([500, { code: 'internal_error', status: 500 }]);
    expect(body).not.toMatch(new RegExp(`${SECRET}|connection lost|at .*spec`));
  });

  it('to a problem has its headers and extensions, not its private detail', async () => {
    const response = await get('/v1/too-many');
    expect(response.headers.get('retry-after')).toBe('7');
    expect([response.status, await response.json()]).toEqual([
      422,
      {
        type: 'about:blank',
        title: 'Too many things',
        status: 422,
        code: 'too_many_things',
        detail: 'Send fewer.',
        most: 3,
      },
    ]);
  });

  it('to a refusal of a library keeps its code and the headers that were set', async () => {
    const response = await get('/v1/library');
    expect(response.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    expect([response.status, await response.json()]).toMatchObject([401, { code: 'invalid_token', status: 401 }]);
  });

  it('to a plain exception keeps its status and not its text', async () => {
    const response = await get('/v1/conflict');
    const body = await response.text();
    expect([response.status, JSON.parse(body)]).toMatchObject([409, { code: 'request_refused', status: 409 }]);
    expect(body).not.toContain('plain');
  });

  it('that has begun is broken off when something fails', async () => {
    await expect(get('/v1/stream').then((response) => response.text())).rejects.toThrow('terminated');
  });

  it.each(['/keys', '/v1/nothing', '/v1/unforeseen', '/docs', '/health/live'])(
    'has security headers: %s',
    async (path) => {
      const response = await get(path);
      await response.arrayBuffer();
      const { headers } = response;
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';.*frame-ancestors 'none'$/);
      expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
      expect(headers.get('x-powered-by')).toBeNull();
    },
  );

  it('may be kept by nobody, unless its route says so', async () => {
    expect((await get('/v1/things')).headers.get('cache-control')).toBe('no-store');
    expect((await get('/v1/nothing')).headers.get('cache-control')).toBe('no-store');
    expect((await get('/keys')).headers.get('cache-control')).toBe('public, max-age=300');
  });

  it('goes on with the trace of its request, also after its body was read', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const response = await get('/v1/trace', {
      method: 'POST',
      headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01`, 'content-type': 'application/json' },
      body: JSON.stringify({ padding: 'x'.repeat(60_000) }),
    });
    expect(((await response.json()) as { traceparent: string }).traceparent).toMatch(
      new RegExp(`^00-${traceId}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`),
    );
  });

  it.each([
    ['0123456789', '0123456789'],
    ['a b"c<script>', expect.stringMatching(/^[0-9a-f-]{36}$/)],
    ['short', expect.stringMatching(/^[0-9a-f-]{36}$/)],
  ])('carries the id of the request: %j', async (given, expected) => {
    expect((await get('/keys', { headers: { 'x-request-id': given } })).headers.get('x-request-id')).toEqual(expected);
  });

  describe('of the health routes', () => {
    afterEach(() => indicators.splice(0));

    it('is 200 while everything is ready', async () => {
      indicators.push({ name: 'database', check: () => Promise.resolve() });
      expect(await (await get('/health/live')).json()).toEqual({ status: 'ok' });
      const ready = await get('/health/ready');
      expect([ready.status, await ready.json()]).toEqual([
        200,
        { status: 'ok', checks: { database: { status: 'ok' } } },
      ]);
    });

    it('is 200 and says what is wrong nevertheless', async () => {
      indicators.push({ name: 'auth', check: async () => 'The clock of the issuer is 120.0 s ahead.' });
      const ready = await get('/health/ready');
      const auth = { status: 'ok', detail: 'The clock of the issuer is 120.0 s ahead.' };
      expect([ready.status, await ready.json()]).toEqual([200, { status: 'ok', checks: { auth } }]);
    });

    it('is 503 and says why when something is not', async () => {
      indicators.push(
        { name: 'database', check: () => Promise.resolve() },
        { name: 'broker', check: () => Promise.reject(new Error('not connected')) },
      );
      const ready = await get('/health/ready');
      expect([ready.status, await ready.json()]).toEqual([
        503,
        {
          status: 'error',
          checks: { database: { status: 'ok' }, broker: { status: 'error', detail: 'not connected' } },
        },
      ]);
      expect((await get('/health/live')).status).toBe(200);
    });
  });

  it('of /metrics counts requests by the template of their route', async () => {
    await get('/v1/things/0b7e6a52-3c1d-4f7e-9a60-1f2d3c4b5a01');
    await get('/v1/no/such/route');
    const response = await get('/metrics');
    expect(response.headers.get('content-type')).toContain('text/plain');
    const text = await response.text();
    expect(text).toContain('http_request_duration_seconds_count{method="GET",route="/v1/things/:id",status="200"} 1');
    expect(text).toMatch(/http_request_duration_seconds_count\{method="GET",route="none",status="404"\} \d/);
    expect(text).toContain('process_cpu_seconds_total');
    expect(text).not.toContain('0b7e6a52');
  });
});
