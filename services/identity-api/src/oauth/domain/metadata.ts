import { RESOURCES, SCOPE_DESCRIPTIONS, TOKEN_TYPES, type TokenType } from '@hallpass/contracts';
import { keySetAddress } from '../../key-sets/domain/key-set-address.js';
import { endpointsOf } from './endpoints.js';

const SIGNATURES = ['ES256', 'EdDSA', 'PS256'];
const CLIENT_METHODS = ['private_key_jwt'];

/**
 * This issuer's metadata (RFC 8414 section 2), with one key set for each use case (`hallpass_key_sets`): a verifier takes the
 * one of its token type and audience, so a key of one use case verifies no token of another.
 */
export function metadataOf(issuer: string) {
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
    revocation_endpoint: endpoints.revocation,
    revocation_endpoint_auth_methods_supported: ['none', ...CLIENT_METHODS],
    revocation_endpoint_auth_signing_alg_values_supported: SIGNATURES,
    introspection_endpoint: endpoints.introspection,
    introspection_endpoint_auth_methods_supported: CLIENT_METHODS,
    introspection_endpoint_auth_signing_alg_values_supported: SIGNATURES,
    protected_resources: [...RESOURCES],
    service_documentation: `${issuer}/docs`,
    hallpass_key_sets: keySetsOf(issuer),
  };
}

/** The same for those who look where OpenID Connect Discovery 1.0 section 4 says, with what it requires beyond RFC 8414. */
export function openIdMetadataOf(issuer: string) {
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
