import { defineProblem } from '@hallpass/contracts';

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
