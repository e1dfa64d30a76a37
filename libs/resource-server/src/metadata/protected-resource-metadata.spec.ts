import { AUDIENCES } from '@hallpass/contracts';
import { protectedResourceMetadata } from './protected-resource-metadata.js';

describe('the metadata of a protected resource', () => {
  const metadata = protectedResourceMetadata({
    publicUrl: 'https://hallpass.test/notifications',
    issuer: 'https://hallpass.test/identity',
    audience: AUDIENCES.notifications,
    title: 'Hallpass Notifications',
    jwksUri: 'https://hallpass.test/notifications/.well-known/jwks.json',
  });

  it('is about the address of the service, and names its issuer', () => {
    expect(metadata).toMatchObject({
      resource: 'https://hallpass.test/notifications',
      resource_name: 'Hallpass Notifications',
      resource_documentation: 'https://hallpass.test/notifications/docs',
      authorization_servers: ['https://hallpass.test/identity'],
      jwks_uri: 'https://hallpass.test/notifications/.well-known/jwks.json',
      bearer_methods_supported: ['header'],
      hallpass_audience: 'urn:hallpass:notifications',
    });
  });

  it('names each scope of the audience once, and none of another', () => {
    expect(metadata.scopes_supported).toEqual(['notifications:read', 'notifications:write']);
  });
});
