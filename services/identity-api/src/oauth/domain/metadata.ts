import { SCOPE_DESCRIPTIONS, TOKEN_TYPES, type TokenType } from '@hallpass/contracts';
import { keySetAddress } from '../../key-sets/domain/key-set-address.js';
import { MAX_ASSERTION_SECONDS } from './client-assertion.js';
import { endpointsOf } from './endpoints.js';

const SIGNATURES = ['ES256', 'EdDSA', 'PS256'];
const CLIENT_METHODS = ['private_key_jwt'];

/** What the metadata is made from. */
export interface Issuer {
  readonly issuer: string;
  /** The URLs of its resources (RFC 9728 section 1.2). */
  readonly protectedResources: readonly string[];
}

/**
 * This issuer's metadata (RFC 8414 section 2), with one key set for each use case (`hallpass_key_sets`): a verifier takes the
 * one of its token type and audience, so a key of one use case verifies no token of another. `jwks_uri` has the keys of access
 * tokens, for those who know no other.
 */
export function metadataOf({ issuer, protectedResources }: Issuer) {
  const endpoints = endpointsOf(issuer);
  return {
    issuer,
    token_endpoint: endpoints.token,
    jwks_uri: keySetAddress(issuer),
    scopes_supported: Object.keys(SCOPE_DESCRIPTIONS),
    response_types_supported: [],
    grant_types_supported: ['refresh_token', 'client_credentials'],
    token_endpoint_auth_methods_supported: ['none', ...CLIENT_METHODS],
    token_endpoint_auth_signing_alg_values_supported: SIGNATURES,
    // Seconds from `iat` to `exp` of a client assertion.
    hallpass_client_assertion_max_lifetime: MAX_ASSERTION_SECONDS,
    revocation_endpoint: endpoints.revocation,
    revocation_endpoint_auth_methods_supported: ['none', ...CLIENT_METHODS],
    revocation_endpoint_auth_signing_alg_values_supported: SIGNATURES,
    introspection_endpoint: endpoints.introspection,
    introspection_endpoint_auth_methods_supported: CLIENT_METHODS,
    introspection_endpoint_auth_signing_alg_values_supported: SIGNATURES,
    protected_resources: protectedResources,
    service_documentation: `${issuer}/docs`,
    hallpass_key_sets: keySetsOf(issuer),
  };
}

/** The same for those who look where OpenID Connect Discovery 1.0 section 4 says, with what it requires beyond RFC 8414. */
export function openIdMetadataOf(issuer: Issuer) {
  return {
    ...metadataOf(issuer),
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [TOKEN_TYPES['id-token'].alg],
  };
}

function keySetsOf(issuer: string) {
  return (Object.entries(TOKEN_TYPES) as [string, TokenType][]).map(([useCase, { typ, audience }]) => ({
    use_case: useCase,
    jwks_uri: keySetAddress(issuer, useCase),
    typ,
    ...(audience === undefined ? {} : { audience }),
  }));
}
