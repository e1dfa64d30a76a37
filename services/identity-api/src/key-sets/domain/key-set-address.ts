/** Where the published set of one use case lies, or the set of all. */
export function keySetAddress(issuer: string, useCase?: string): string {
  return `${issuer}/.well-known/${useCase === undefined ? 'jwks' : `jwks/${useCase}`}.json`;
}
