import { IdentityApp } from './identity-app.js';

describe('the documentation', () => {
  let identity: IdentityApp;
  beforeAll(async () => {
    identity = await IdentityApp.start();
  });
  afterAll(() => identity?.stop());

  it('tells of every route, and which scope it needs', async () => {
    const { status, body } = await identity.get('/docs/json');
    expect(status).toBe(200);
    const secured = (path: string, method: string) => body.paths[path][method].security;
    expect(secured('/v1/auth/login', 'post')).toBeUndefined();
    expect(secured('/v1/auth/logout-all', 'post')).toEqual([{ bearer: ['account'] }]);
    expect(secured('/v1/me/sessions', 'get')).toEqual([{ bearer: ['account'] }]);
    expect(secured('/v1/admin/keys/{kid}/withdraw', 'post')).toEqual([{ bearer: ['keys:admin'] }]);
    for (const path of ['/oauth/token', '/oauth/revoke', '/oauth/introspect']) {
      expect(Object.keys(body.paths[path].post.requestBody.content)).toEqual(['application/x-www-form-urlencoded']);
    }
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining([
        '/.well-known/jwks.json',
        '/.well-known/jwks/{file}',
        '/.well-known/oauth-authorization-server',
        '/.well-known/openid-configuration',
      ]),
    );
  });

  describe('of what requests carry', () => {
    interface Operation {
      parameters?: object[];
      requestBody?: { content: Record<string, { schema: object }> };
    }
    let operations: (Operation & { route: string })[];
    beforeAll(async () => {
      const { body } = await identity.get('/docs/json');
      operations = Object.entries<Record<string, Operation>>(body.paths).flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => ({ ...operation, route: `${method} ${path}` })),
      );
    });

    it('has a password in those only that come from its owner', () => {
      const taking = operations.filter(({ parameters, requestBody }) =>
        /passw/i.test(JSON.stringify({ parameters, requestBody })),
      );
      expect(taking.map(({ route }) => route).sort()).toEqual([
        'post /v1/auth/login',
        'post /v1/auth/password/reset',
        'post /v1/me/password',
        'post /v1/users',
        'post /v1/users/verify-email',
      ]);
    });

    it('names every member of a JSON body: others are refused', () => {
      const schemas = operations.flatMap(({ requestBody }) => requestBody?.content['application/json']?.schema ?? []);
      expect(schemas.length).toBeGreaterThan(0);
      for (const schema of schemas) {
        expect(schema).toMatchObject({ properties: expect.anything(), additionalProperties: false });
      }
    });
  });

  it('tells what a login takes and gives', async () => {
    const { body } = await identity.get('/docs/json');
    const { requestBody, responses } = body.paths['/v1/auth/login'].post;
    const text = JSON.stringify({ requestBody, responses, schemas: body.components.schemas });
    for (const field of ['email', 'password', 'resource', 'scope', 'client_id', 'access_token', 'session_id']) {
      expect(text).toContain(`"${field}"`);
    }
  });
});
