import { AUDIENCES } from '@hallpass/contracts';
import { IdentityApp } from './identity-app.js';
import { People } from './people.js';
import { ServiceClient, serviceClients } from './service-client.js';
import { refresh } from './tokens.js';

describe('limits on requests of clients', () => {
  let identity: IdentityApp;
  let service: ServiceClient;
  const PER_MINUTE = 5;
  const REFUSED = { status: 429, body: { error: 'temporarily_unavailable', error_description: expect.any(String) } };
  beforeAll(async () => {
    service = await ServiceClient.start('order-api', { serves: [AUDIENCES.identityApi] });
    identity = await IdentityApp.start({
      OAUTH_REQUESTS_PER_MINUTE: String(PER_MINUTE),
      SERVICE_CLIENTS: serviceClients(service),
    });
  });
  afterAll(async () => {
    await identity?.stop();
    await service?.stop();
  });
  beforeEach(() => identity.clock.advance(60_000));

  it.each(['token', 'revoke', 'introspect'])('refuse what floods /oauth/%s, whatever is in it', async (endpoint) => {
    const flood = () => identity.form(`/oauth/${endpoint}`, {});
    for (let i = 0; i < PER_MINUTE; i += 1) expect((await flood()).status).toBe(400);
    const refused = await flood();
    expect(refused).toMatchObject(REFUSED);
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60 / PER_MINUTE);
    identity.clock.advance(seconds * 1000);
    expect((await flood()).status).toBe(400);
  });

  it('are of one endpoint: a refresh goes on while another is flooded', async () => {
    const { refreshToken } = await new People(identity).customer();
    for (let i = 0; i <= PER_MINUTE; i += 1) await identity.form('/oauth/revoke', {});
    expect(await identity.form('/oauth/revoke', {})).toMatchObject(REFUSED);
    expect((await refresh(identity, refreshToken)).status).toBe(200);
  });

  it('count no introspection by a service that may ask', async () => {
    const { token } = await new People(identity).customer();
    for (let i = 0; i < 3 * PER_MINUTE; i += 1) {
      const credentials = await service.credentials({ now: identity.clock.now() });
      const answer = await identity.form('/oauth/introspect', { token, ...credentials });
      expect(answer).toMatchObject({ status: 200, body: { active: true } });
    }
  });
});
