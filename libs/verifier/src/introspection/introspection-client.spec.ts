import { HttpIssuer } from '../../test/http-issuer.js';
import { IntrospectionClient } from './introspection-client.js';

describe('introspection', () => {
  let issuer: HttpIssuer;
  let forms: URLSearchParams[];

  beforeEach(async () => {
    issuer = await HttpIssuer.start();
    forms = [];
    issuer.json('/.well-known/oauth-authorization-server', () => ({
      issuer: issuer.url,
      introspection_endpoint: `${issuer.url}/introspect`,
    }));
    issuer.routes.set('/introspect', (_request, response, body) => {
      const form = new URLSearchParams(body);
      forms.push(form);
      response.end(JSON.stringify({ active: form.get('token') === 'live' }));
    });
  });
  afterEach(() => issuer.stop());

  const client = (introspectionEndpoint?: string, timeoutMs = 5000): IntrospectionClient =>
    new IntrospectionClient({
      issuer: issuer.url,
      clientId: 'api',
      clientAssertion: async (audience) => `assertion for ${audience}`,
      timeoutMs,
      ...(introspectionEndpoint === undefined ? {} : { introspectionEndpoint }),
    });

  it('asks the endpoint of the metadata, authenticated by a client assertion', async () => {
    const status = client();
    await expect(status.isActive('live')).resolves.toBe(true);
    await expect(status.isActive('dead')).resolves.toBe(false);
    expect(Object.fromEntries(forms[0]!)).toEqual({
      token: 'live',
      token_type_hint: 'access_token',
      client_id: 'api',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: `assertion for ${issuer.url}`,
    });
    expect(issuer.requestsFor('/.well-known/oauth-authorization-server')).toBe(1);
  });

  it('asks an endpoint given outright', async () => {
    await expect(client(`${issuer.url}/introspect`).isActive('live')).resolves.toBe(true);
    expect(issuer.requests).toEqual(['/introspect']);
  });

  it.each<[string, () => void]>([
    ['refuses the client', () => issuer.status('/introspect', 401)],
    ['answers something else', () => issuer.json('/introspect', () => ({ ok: true }))],
    ['names no endpoint', () => issuer.json('/.well-known/oauth-authorization-server', () => ({ issuer: issuer.url }))],
  ])('is unavailable when the issuer %s', async (_name, spoil) => {
    spoil();
    await expect(client().isActive('live')).rejects.toMatchObject({ code: 'token_status_unavailable' });
  });

  it('is unavailable when the issuer hangs', async () => {
    issuer.routes.set('/introspect', () => undefined);
    await expect(client(`${issuer.url}/introspect`, 50).isActive('live')).rejects.toMatchObject({
      code: 'token_status_unavailable',
    });
  });
});
