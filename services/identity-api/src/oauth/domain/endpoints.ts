/** The endpoints of this issuer for clients, as its metadata (RFC 8414) names them. */
export function endpointsOf(issuer: string) {
  return {
    token: `${issuer}/oauth/token`,
    revocation: `${issuer}/oauth/revoke`,
    introspection: `${issuer}/oauth/introspect`,
  };
}
