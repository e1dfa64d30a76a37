import { defineProblem } from '@hallpass/contracts';

/** Of the token endpoint and the revocation endpoint: the code of RFC 6749 section 5.2. */
export const invalidGrant = defineProblem({
  code: 'invalid_grant',
  status: 400,
  title: 'The grant is not valid',
  detail: 'The refresh token is unknown, expired, used or revoked, or was issued to another client. Log in again.',
});

export const sessionBusy = defineProblem({
  code: 'session_busy',
  status: 503,
  title: 'Too many requests of this session or account are under way',
  detail: 'Nothing was changed. Try again after the time in Retry-After.',
});

export const sessionNotFound = defineProblem({
  code: 'session_not_found',
  status: 404,
  title: 'No such session',
  detail: 'Check the id: it is the `sid` of the session, and the session must be one of this account.',
});
