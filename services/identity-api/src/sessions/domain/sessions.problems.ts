import { defineProblem } from '@hallpass/contracts';

export const sessionNotFound = defineProblem({
  code: 'session_not_found',
  status: 404,
  title: 'No such session',
  detail: 'Check the id: it is the `sid` of the session, and the session must be one of this account.',
});
