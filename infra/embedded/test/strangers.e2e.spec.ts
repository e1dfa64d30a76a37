import { createRemoteJWKSet, jwtVerify } from 'jose';
import { expecting, send } from '../src/client/http.ts';
import { Person, RESOURCE, type TokenAnswer } from '../src/client/person.ts';
import { read, RESOURCES } from '../src/client/routes.ts';
import { sharedSystem } from './system/shared-system.ts';

const { urls } = sharedSystem();

interface ResourceMetadata {
  resource: string;
  authorization_servers: [string];
}
interface IssuerMetadata {
  issuer: string;
  jwks_uri: string;
  token_endpoint: string;
  protected_resources: string[];
}

/** Nothing here is known beforehand but the address of a service: all else is discovered (RFC 9728, RFC 8414). */
describe.each(RESOURCES)('a client that knows nothing but the address of %s', (service) => {
  it('finds the issuer by a challenge, gets a token for the resource, and can verify it', async () => {
    const { headers } = await read(urls, service, 'x');
    const named = /resource_metadata="([^"]+)"/.exec(headers.get('www-authenticate') ?? '');
    const { resource, authorization_servers } = expecting(200, await send<ResourceMetadata>('GET', named?.[1] ?? ''));
    expect(resource).toBe(urls[service]);

    const at = `${authorization_servers[0]}/.well-known/oauth-authorization-server`;
    const issuer = expecting(200, await send<IssuerMetadata>('GET', at));
    expect(issuer.protected_resources).toContain(resource);

    const login = expecting(200, await Person.admin(urls).login());
    const form = { grant_type: 'refresh_token', refresh_token: login.refresh_token, resource };
    const { access_token: token } = expecting(200, await send<TokenAnswer>('POST', issuer.token_endpoint, { form }));
    expecting(200, await read(urls, service, token));

    const keys = createRemoteJWKSet(new URL(issuer.jwks_uri));
    const verified = await jwtVerify(token, keys, { issuer: issuer.issuer, audience: RESOURCE[service] });
    expect(verified.protectedHeader.typ).toBe('at+jwt');
  });
});
