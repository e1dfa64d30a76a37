import { type Resource, SCOPES_BY_ROLE } from '@hallpass/contracts';

/** What the metadata of a protected resource is made from. */
export interface ProtectedResource {
  /** The address of the service, with no slash at the end. */
  readonly publicUrl: string;
  readonly issuer: string;
  readonly audience: Resource;
  /** For people, such as `Hallpass OrderAPI`. */
  readonly title: string;
  /** Where the service publishes keys of its own. */
  readonly jwksUri?: string;
}

/** The metadata of a protected resource (RFC 9728 section 2). */
export function protectedResourceMetadata({ publicUrl, issuer, audience, title, jwksUri }: ProtectedResource) {
  return {
    // RFC 9728 section 3.3: exactly the address that this document belongs to.
    resource: publicUrl,
    resource_name: title,
    resource_documentation: `${publicUrl}/docs`,
    authorization_servers: [issuer],
    ...(jwksUri !== undefined && { jwks_uri: jwksUri }),
    scopes_supported: [...new Set(Object.values(SCOPES_BY_ROLE).flatMap((role) => role[audience]))],
    bearer_methods_supported: ['header'],
    // What tokens name in `aud`; the issuer takes it as `resource` (RFC 8707) too.
    hallpass_audience: audience,
  };
}
