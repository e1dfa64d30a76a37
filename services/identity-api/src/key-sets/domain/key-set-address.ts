/** Where the published set of one use case lies, or that of all access tokens. */
export function keySetAddress(issuer: string, useCase?: string): string {
  return `${issuer}/.well-known/${useCase === undefined ? 'jwks' : `jwks/${useCase}`}.json`;
}
