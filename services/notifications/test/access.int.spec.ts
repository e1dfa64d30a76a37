import { randomUUID } from 'node:crypto';
import { AUDIENCES } from '@hallpass/contracts';
import { eventually } from '@hallpass/testing';
import { Notifications } from './notifications.js';

const READ = 'notifications:read';
const WRITE = 'notifications:write';
const ROUTES = [
  { method: 'GET', path: '/v1/notifications', scope: READ, other: WRITE },
  { method: 'GET', path: '/v1/notifications/stream', scope: READ, other: WRITE },
  { method: 'POST', path: `/v1/notifications/0c808c7b-e075-4bcf-abed-07414da40774/read`, scope: WRITE, other: READ },
  { method: 'GET', path: '/v1/preferences', scope: READ, other: WRITE },
  { method: 'PUT', path: '/v1/preferences', scope: WRITE, other: READ, body: { email: {} } },
];
const hourAgo = () => Math.floor(Date.now() / 1000) - 3600;

describe('access', () => {
  let service: Notifications;
  beforeAll(async () => {
    service = await Notifications.start();
  });
  afterAll(() => service?.stop());

  describe.each(ROUTES)('to $method $path', ({ method, path, other, body }) => {
    const call = (token?: string) => service.call(method, path, token, body);
    const refused = async (token: string | undefined, status: number, code: string) => {
      const answer = await call(token);
      expect(answer.body).toMatchObject({ status, code });
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      return answer.headers.get('www-authenticate') ?? '';
    };

    it('is refused without a token', async () => {
      expect(await refused(undefined, 401, 'missing_token')).toMatch(/^Bearer/);
    });

    it.each([
      ['for another audience', () => service.token({ aud: AUDIENCES.orderApi })],
      [
        'for another audience, signed with our key',
        () => service.token({ aud: AUDIENCES.orderApi, useCase: 'notifications' }),
      ],
      ['of another type', () => service.token({ typ: 'JWT' })],
      ['that has expired', () => service.token({ iat: hourAgo(), nbf: hourAgo(), exp: hourAgo() + 300 })],
      ['of another issuer', () => service.token({ iss: 'https://elsewhere.test' })],
      ['that is none', async () => 'abc.def.ghi'],
    ])('is refused with a token %s', async (_, mint) => {
      expect(await refused(await mint(), 401, 'invalid_token')).toContain('error="invalid_token"');
    });

    it('is refused with a token of another scope', async () => {
      const challenge = await refused(await service.token({ scope: other }), 403, 'insufficient_scope');
      expect(challenge).toContain('error="insufficient_scope"');
    });

    it.each([
      ['its session', (sub: string, sid: string) => service.revoke({ kind: 'session', sub, sid })],
      [
        'its account',
        (sub: string) => service.revoke({ kind: 'account', change: 'account-disabled', sub, minEpoch: 2 }),
      ],
    ])('is refused once %s was revoked', async (_, revoke) => {
      const [sub, sid] = [randomUUID(), randomUUID()];
      const token = await service.token({ sub, sid });
      await revoke(sub, sid);
      await eventually(() => refused(token, 401, 'invalid_token'));
    });
  });

  it('to what everybody may see needs no token', async () => {
    for (const path of ['/health/live', '/health/ready', '/metrics', '/docs/json', '/.well-known/jwks.json']) {
      expect({ path, status: (await service.get(path)).status }).toEqual({ path, status: 200 });
    }
  });

  it('is described in OpenAPI with its scope', async () => {
    const { paths } = (await service.get('/docs/json')).body as { paths: Record<string, Record<string, unknown>> };
    for (const { method, path, scope } of ROUTES) {
      const template = path.replace(/[\da-f-]{36}/, '{id}');
      expect(paths[template]?.[method.toLowerCase()]).toMatchObject({ security: [{ bearer: [scope] }] });
    }
  });

  it('names what makes it ready', async () => {
    const { checks } = (await service.get('/health/ready')).body as { checks: Record<string, unknown> };
    expect(Object.keys(checks).sort()).toEqual([
      'auth',
      'broker',
      'consumer notifications-identity',
      'consumer notifications-orders',
      'database',
      'fan-out',
      'keys',
    ]);
  });

  it('finds the public keys of the service, and nothing private', async () => {
    const answer = await service.get('/.well-known/jwks.json');
    const keys = answer.body['keys'] as Record<string, string>[];
    expect(keys.map(({ use, alg }) => `${use} ${alg}`).sort()).toEqual(['enc ECDH-ES+A256KW', 'sig ES256']);
    for (const key of keys) expect(key).not.toHaveProperty('d');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
    expect(answer.headers.get('content-type')).toContain('application/jwk-set+json');
  });

  it('says where to get a token, and names that in the challenge (RFC 9728)', async () => {
    const { status, body } = await service.get('/.well-known/oauth-protected-resource');
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        resource: 'http://127.0.0.1:3003',
        authorization_servers: [service.surroundings.issuer.url],
        scopes_supported: [READ, WRITE],
        hallpass_audience: AUDIENCES.notifications,
      },
    });
    const challenge = (await service.get('/v1/notifications')).headers.get('www-authenticate');
    expect(challenge).toContain('resource_metadata="http://127.0.0.1:3003/.well-known/oauth-protected-resource"');
  });

  it.each(['/.well-known/jwks.json', '/.well-known/oauth-protected-resource'])(
    'does not send %s again to a client that has it',
    async (path) => {
      const etag = (await service.get(path)).headers.get('etag')!;
      for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
        expect((await service.get(path, undefined, { 'if-none-match': known })).status).toBe(304);
      }
      expect((await service.get(path, undefined, { 'if-none-match': '"other"' })).status).toBe(200);
    },
  );
});
