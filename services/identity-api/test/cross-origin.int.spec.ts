import { IdentityApp } from './identity-app.js';
import { People } from './people.js';

const APP = 'https://app.example.com';
const PER_MINUTE = 5;

describe('a page of a listed origin', () => {
  let identity: IdentityApp;
  beforeAll(async () => {
    identity = await IdentityApp.start({ CORS_ORIGINS: APP, OAUTH_REQUESTS_PER_MINUTE: String(PER_MINUTE) });
  });
  afterAll(() => identity?.stop());
  beforeEach(() => identity.clock.advance(60_000));

  const preflight = (path: string, origin = APP) =>
    identity.call('OPTIONS', path, { headers: { origin, 'access-control-request-method': 'POST' } });

  it.each([
    'oauth-authorization-server',
    'openid-configuration',
    'oauth-protected-resource',
    'jwks.json',
    'jwks/order-api.json',
  ])('reads %s, as every page does', async (document) => {
    const answer = await identity.get(`/.well-known/${document}`, { headers: { origin: 'https://elsewhere.example' } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-expose-headers')).toContain('ETag');
  });

  it.each(['/oauth/token', '/oauth/revoke', '/oauth/introspect', '/v1/auth/login', '/v1/me'])(
    'may call %s, and no other page may',
    async (path) => {
      const allowed = await preflight(path);
      expect(allowed.status).toBe(204);
      expect(allowed.headers.get('access-control-allow-origin')).toBe(APP);
      expect((await preflight(path, 'https://elsewhere.example')).headers.has('access-control-allow-origin')).toBe(
        false,
      );
    },
  );

  it('costs nothing for its preflights', async () => {
    for (let i = 0; i < 3 * PER_MINUTE; i += 1) expect((await preflight('/oauth/token')).status).toBe(204);
    const { refreshToken } = await new People(identity).customer();
    const headers = { origin: APP, 'content-type': 'application/x-www-form-urlencoded' };
    const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken }).toString();
    const answer = await identity.post('/oauth/token', { headers, body });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe(APP);
    expect(answer.headers.get('vary')).toBe('Origin');
  });

  it('reads why it is refused, and when to try again', async () => {
    const refused = await identity.get('/v1/me', { headers: { origin: APP } });
    expect(refused.status).toBe(401);
    const exposed = refused.headers.get('access-control-expose-headers')?.split(', ');
    expect(exposed).toEqual(expect.arrayContaining(['WWW-Authenticate', 'Retry-After', 'ETag']));
    expect(refused.headers.get('access-control-allow-origin')).toBe(APP);
    for (let i = 0; i < PER_MINUTE; i += 1) await identity.form('/oauth/revoke', {});
    const limited = await identity.call('POST', '/oauth/revoke', { headers: { origin: APP } });
    expect(limited.status).toBe(429);
    expect(limited.headers.get('access-control-allow-origin')).toBe(APP);
  });
});
