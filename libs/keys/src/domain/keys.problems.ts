import { defineProblem } from '@hallpass/contracts';

export const keySetNotFound = defineProblem({
  code: 'key_set_not_found',
  status: 404,
  title: 'No such key set',
  detail: 'There is no key set for this use case. The key sets are listed in the issuer metadata.',
});

export const signingKeyUnavailable = defineProblem({
  code: 'signing_key_unavailable',
  status: 503,
  title: 'The signing key is not available',
  detail: 'This replica can not sign now. Repeat the request in a moment; another replica may answer it.',
});

export const keyNotFound = defineProblem({
  code: 'key_not_found',
  status: 404,
  title: 'No such key',
  detail: 'No key has this kid. List the key sets for the ones that exist.',
});

export const keyAlreadyWithdrawn = defineProblem({
  code: 'key_already_withdrawn',
  status: 409,
  title: 'The key is withdrawn',
  detail: 'This key was withdrawn before; nothing is left to do. Its replacement is the active key of the set.',
});
