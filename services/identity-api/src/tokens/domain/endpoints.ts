/** The addresses of this issuer, as its metadata (RFC 8414) names them. */
export function endpointsOf(issuer: string) {
  return {
    token: `${issuer}/oauth/token`,
    revocation: `${issuer}/oauth/revoke`,
    introspection: `${issuer}/oauth/introspect`,
    jwks: `${issuer}/.well-known/jwks.json`,
    jwksOf: (useCase: string) => `${issuer}/.well-known/jwks/${useCase}.json`,
  };
}
