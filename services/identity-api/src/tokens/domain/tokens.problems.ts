import { defineProblem } from '@hallpass/contracts';

/** One answer for whatever is wrong with it, so that nothing is learnt by trying. */
export const invalidActionToken = defineProblem({
  code: 'invalid_action_token',
  status: 400,
  title: 'The token is not valid',
  detail: 'It has expired, was used before, or was replaced by a later one. Ask for a new message.',
});

export const invalidTarget = defineProblem({
  code: 'invalid_target',
  status: 400,
  title: 'No such resource',
  detail: 'Name one of the resources of this system, such as urn:hallpass:order-api, or none.',
});

export const invalidScope = defineProblem({
  code: 'invalid_scope',
  status: 400,
  title: 'The scope is not allowed',
  detail: 'Ask for scopes that the roles of the account allow at this resource, or for none to get all of them.',
});
