import { type Resource, SCOPES_BY_ROLE } from '@hallpass/contracts';

/** What the metadata of a protected resource is made from. */
export interface ProtectedResource {
  /** The address of the service, with no slash at the end. */
  readonly publicUrl: string;
  readonly issuer: string;
  readonly audience: Resource;
  /** For people, such as `Hallpass OrderAPI`. */
  readonly title: string;
}

/** The metadata of a protected resource (RFC 9728 section 2). */
export function protectedResourceMetadata({ publicUrl, issuer, audience, title }: ProtectedResource) {
  return {
    // RFC 9728 section 3.3: exactly the address that this document belongs to.
    resource: publicUrl,
    resource_name: title,
    resource_documentation: `${publicUrl}/docs`,
    authorization_servers: [issuer],
    jwks_uri: `${publicUrl}/.well-known/jwks.json`,
    scopes_supported: [...new Set(Object.values(SCOPES_BY_ROLE).flatMap((role) => role[audience]))],
    bearer_methods_supported: ['header'],
    // What to send as `resource` (RFC 8707) to the issuer, and what tokens name in `aud`.
    hallpass_audience: audience,
  };
}
