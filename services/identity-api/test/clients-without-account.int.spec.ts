import { AUDIENCES } from '@hallpass/contracts';
import { type Operation, operationsOf, tryOperation } from '@hallpass/testing';
import { IdentityApp } from './identity-app.js';
import { ServiceClient, serviceClients } from './service-client.js';
import { forge } from './tokens.js';

describe('a client that speaks for itself', () => {
  let identity: IdentityApp;
  let client: ServiceClient;
  let operations: Operation[];
  let token: string;
  beforeAll(async () => {
    const scopes = { [AUDIENCES.identityApi]: ['users:admin', 'keys:admin'] };
    client = await ServiceClient.start('reporting', { scopes });
    identity = await IdentityApp.start({ SERVICE_CLIENTS: serviceClients(client) });
    const all = operationsOf((await identity.get('/docs/json')).body);
    const revokesAll = ({ route }: Operation) => route.endsWith('/revoke-all');
    // Last: no token is worth anything afterwards.
    operations = [...all.filter((each) => !revokesAll(each)), ...all.filter(revokesAll)];
  });
  beforeEach(async () => {
    const form = { grant_type: 'client_credentials', ...(await client.credentials()) };
    token = (await identity.form('/oauth/token', form)).body.access_token;
  });
  afterAll(async () => {
    await identity?.stop();
    await client?.stop();
  });

  it('gets no 5xx from any route, as it is or with every scope there is', async () => {
    const everything = await forge(identity, { token }, { scope: 'account users:admin keys:admin' });
    const failed: unknown[] = [];
    for (const operation of operations) {
      for (const by of [token, everything]) {
        const tried = await tryOperation(identity.url, operation, { token: by });
        if (tried.status >= 500) failed.push({ route: operation.route, ...tried });
      }
    }
    expect(operations.length).toBeGreaterThan(30);
    expect(failed).toEqual([]);
  });

  it('is refused at every route for the own account, whatever its scopes are', async () => {
    const everything = await forge(identity, { token }, { scope: 'account users:admin keys:admin' });
    const own = operations.filter(({ documented }) =>
      documented.security?.some(({ bearer }) => bearer?.includes('account')),
    );
    expect(own.map(({ route }) => route)).toEqual(
      expect.arrayContaining([
        'GET /v1/me',
        'POST /v1/me/password',
        'DELETE /v1/me/sessions/{id}',
        'POST /v1/auth/logout-all',
      ]),
    );
    for (const operation of own) {
      const tried = await tryOperation(identity.url, operation, { token: everything });
      expect([operation.route, tried.status, tried.code]).toEqual([operation.route, 403, 'account_required']);
    }
  });
});
