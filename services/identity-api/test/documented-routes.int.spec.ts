import { RESOURCES } from '@hallpass/contracts';
import { documentationFaults, isGuarded, operationsOf, tryOperation } from '@hallpass/testing';
import { IdentityApp } from './identity-app.js';
import { People } from './people.js';
import { accepts, forge } from './tokens.js';

describe('the OpenAPI document', () => {
  let service: IdentityApp;
  let document: { paths: object };
  beforeAll(async () => {
    service = await IdentityApp.start({ SEED_DEMO: 'true' });
    document = (await service.get('/docs/json')).body as { paths: object };
  });
  afterAll(() => service?.stop());

  it('says of every route what it does, takes and answers', () => {
    expect(operationsOf(document).length).toBeGreaterThan(6);
    expect(documentationFaults(document)).toEqual([]);
  });

  it('shows as guarded what is refused without a token, and nothing else', async () => {
    for (const operation of operationsOf(document)) {
      const { code } = await tryOperation(service.url, operation);
      // It takes a refresh token in the body too.
      const guarded = isGuarded(operation.documented) || operation.route === 'POST /v1/auth/logout';
      expect([operation.route, code === 'missing_token']).toEqual([operation.route, guarded]);
    }
  });

  it('has examples that work as they are', async () => {
    const operations = operationsOf(document);
    const login = operations.find(({ route }) => route === 'POST /v1/auth/login')!;
    const { status, body } = await service.post(login.path, { body: login.bodies[0] });
    expect(status).toBe(200);
    expect(await accepts(service, body.access_token)).toBe(true);
    const admin = await new People(service).admin();
    const token = await forge(service, admin, { scope: 'account users:admin keys:admin' });
    for (const operation of operations) {
      const { code } = await tryOperation(service.url, operation, { token });
      expect([operation.route, code]).not.toEqual([operation.route, 'invalid_request']);
    }
  });

  it.each(['/v1/auth/login', '/oauth/token'])('lists what may be named at %s', (path) => {
    const { requestBody } = operationsOf(document).find(({ route }) => route === `POST ${path}`)!.documented;
    const { schema } = Object.values(requestBody!.content)[0]!;
    const { resource, grant_type } = schema!['properties'] as Record<string, { enum?: string[] }>;
    expect(resource?.enum).toEqual(RESOURCES);
    const grantTypes = path === '/oauth/token' ? ['refresh_token', 'client_credentials'] : undefined;
    expect(grant_type?.enum).toEqual(grantTypes);
  });
});
