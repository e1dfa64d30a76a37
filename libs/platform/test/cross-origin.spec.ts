import { loadConfig, serviceConfig } from '../src/index.js';
import { type Example, startExample } from './example-service.js';

const APP = 'https://app.example.com';
const OTHER = 'http://localhost:5173';

describe('a page of another origin', () => {
  let closed: Example;
  let open: Example;
  beforeAll(async () => {
    closed = await startExample();
    open = await startExample({ CORS_ORIGINS: `${APP}, ${OTHER}` });
  });
  afterAll(() => Promise.all([closed, open].map(({ app }) => app.close())));

  const send = async ({ url }: Example, path: string, origin: string | undefined, init: RequestInit = {}) => {
    const headers = { ...(origin !== undefined && { origin }), ...init.headers };
    const response = await fetch(`${url}${path}`, { ...init, headers });
    await response.body?.cancel();
    const { status } = response;
    const cors = Object.fromEntries([...response.headers].filter(([name]) => name.startsWith('access-control-')));
    return { status, cors, vary: response.headers.get('vary') };
  };
  const preflight = (to: Example, path: string, origin: string, method = 'POST') =>
    send(to, path, origin, {
      method: 'OPTIONS',
      headers: { 'access-control-request-method': method, 'access-control-request-headers': 'authorization' },
    });

  it('may read what is public, wherever it comes from', async () => {
    for (const example of [closed, open]) {
      const { status, cors } = await send(example, '/.well-known/things', 'https://elsewhere.example');
      expect(status).toBe(200);
      expect(cors).toEqual({
        'access-control-allow-origin': '*',
        'access-control-expose-headers': 'ETag, Retry-After',
      });
    }
    const allowed = await preflight(closed, '/.well-known/things', 'https://elsewhere.example', 'GET');
    expect(allowed).toMatchObject({ status: 204, cors: { 'access-control-allow-origin': '*' } });
  });

  it.each(['/v1/things', '/oauth/token', '/v1/nothing'])('may not call %s by default', async (path) => {
    expect((await send(closed, path, APP, { method: 'POST' })).cors).toEqual({});
    expect(await preflight(closed, path, APP)).toMatchObject({ status: 404, cors: {} });
  });

  it.each([
    ['/v1/things', 'GET', 200],
    ['/v1/too-many', 'GET', 422],
    ['/v1/unforeseen', 'GET', 500],
    ['/v1/nothing', 'GET', 404],
    ['/oauth/token', 'POST', 400],
  ])('of a listed origin may call %s, and read every answer', async (path, method, status) => {
    for (const origin of [APP, OTHER]) {
      const answer = await send(open, path, origin, {
        method,
        ...(method === 'POST' && { body: 'x=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
      });
      expect(answer).toMatchObject({ status, vary: 'Origin', cors: { 'access-control-allow-origin': origin } });
      const exposed = answer.cors['access-control-expose-headers'] ?? '';
      expect(exposed.split(', ')).toEqual(expect.arrayContaining(['WWW-Authenticate', 'Retry-After', 'ETag']));
      expect(answer.cors).not.toHaveProperty('access-control-allow-credentials');
    }
  });

  it('of a listed origin is told what it may send, before it sends it', async () => {
    const { status, vary, cors } = await preflight(open, '/v1/things', APP, 'PATCH');
    expect([status, vary]).toEqual([204, 'Origin']);
    expect(cors).toMatchObject({
      'access-control-allow-origin': APP,
      'access-control-allow-methods': expect.stringContaining('PATCH'),
      'access-control-allow-headers': expect.stringContaining('Authorization'),
      'access-control-max-age': '600',
    });
  });

  it.each([
    'https://elsewhere.example',
    'http://app.example.com',
    'https://app.example.com:8443',
    'https://app.example.com.evil.example',
    'https://evil-app.example.com',
    'https://APP.example.com',
    'null',
  ])('of the origin %s gets no leave', async (origin) => {
    for (const answer of [await send(open, '/v1/things', origin), await preflight(open, '/v1/things', origin)]) {
      expect(answer.cors).not.toHaveProperty('access-control-allow-origin');
      expect(answer.vary).toBe('Origin');
    }
  });

  it('makes answers vary, also those to requests that name no origin', async () => {
    expect(await send(open, '/v1/things', undefined)).toMatchObject({ status: 200, vary: 'Origin' });
  });

  it.each(['/docs', '/docs/json', '/health/ready', '/metrics'])('has nothing to look for at %s', async (path) => {
    expect((await send(open, path, APP)).cors).toEqual({});
  });

  it('gets no answer to an OPTIONS that is no preflight', async () => {
    expect(await send(open, '/v1/things', APP, { method: 'OPTIONS' })).toMatchObject({ status: 404 });
  });
});

describe('the origins of the configuration', () => {
  const config = (CORS_ORIGINS: string, NODE_ENV = 'test') =>
    loadConfig(serviceConfig, {
      NODE_ENV,
      PORT: '0',
      PUBLIC_URL: 'https://things.example.com',
      ISSUER: 'https://issuer.example.com',
      DATABASE_URL: 'postgresql://u:p@127.0.0.1/none',
      NATS_URL: 'nats://127.0.0.1:4222',
      KEY_ENCRYPTION_KEYS_FILE: '/none',
      CORS_ORIGINS,
    }).CORS_ORIGINS;

  it('are exact, and none by default', () => {
    expect(config('')).toEqual([]);
    expect(config(`${APP},${OTHER}`)).toEqual([APP, OTHER]);
  });

  it.each([
    '*',
    'null',
    'app.example.com',
    `${APP}/`,
    `${APP}/path`,
    'https://APP.example.com',
    `${APP}:443`,
    `${APP},*`,
  ])('refuse "%s"', (origins) => {
    expect(() => config(origins)).toThrow('CORS_ORIGINS: is not valid');
  });

  it('are no clear text in production, but for the machine itself', () => {
    expect(() => config('http://app.example.com', 'production')).toThrow('CORS_ORIGINS: is insecure');
    expect(config(`${APP},${OTHER}`, 'production')).toEqual([APP, OTHER]);
  });
});
