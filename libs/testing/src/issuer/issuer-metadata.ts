import type { TestKeySet } from './key-set.js';

/** Authorization server metadata (RFC 8414 section 2) with our extension: a key set for each use case. */
export function issuerMetadata(issuer: string, keySets: Iterable<TestKeySet>): Record<string, unknown> {
  return {
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    token_endpoint: `${issuer}/oauth/token`,
    introspection_endpoint: `${issuer}/oauth/introspect`,
    revocation_endpoint: `${issuer}/oauth/revoke`,
    response_types_supported: [],
    hallpass_key_sets: [...keySets].map(({ useCase, typ, audience }) => ({
      use_case: useCase,
      jwks_uri: keySetUri(issuer, useCase),
      typ,
      ...(audience === undefined ? {} : { audience }),
    })),
  };
}

export function keySetUri(issuer: string, useCase: string): string {
  return `${issuer}/.well-known/jwks/${encodeURIComponent(useCase)}.json`;
}
