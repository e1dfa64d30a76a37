import { defineProblem } from '@hallpass/contracts';

/** The refusals of /oauth/*: their codes are those of RFC 6749 section 5.2 and RFC 7009 section 2.2.1. */

export const invalidClient = defineProblem({
  code: 'invalid_client',
  status: 401,
  title: 'The client is not authenticated',
  detail: 'Send the client_id of a public client, or a client assertion (private_key_jwt) that was not used before.',
});

export const unauthorizedClient = defineProblem({
  code: 'unauthorized_client',
  status: 403,
  title: 'The client is not allowed to do this',
  detail: 'It is the resource server of no audience: have it declared so by "serves" in SERVICE_CLIENTS.',
});

export const unsupportedGrantType = defineProblem({
  code: 'unsupported_grant_type',
  status: 400,
  title: 'The grant type is not supported',
  detail: 'Use refresh_token or client_credentials.',
});

export const unsupportedTokenType = defineProblem({
  code: 'unsupported_token_type',
  status: 400,
  title: 'Tokens of this type can not be revoked',
  detail: "A client's own access token belongs to no session. It expires within minutes.",
});
