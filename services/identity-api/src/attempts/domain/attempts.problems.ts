import { defineProblem } from '@hallpass/contracts';

export const tooManyAttempts = defineProblem({
  code: 'too_many_attempts',
  status: 429,
  title: 'Too many attempts',
  detail: 'Try again after the time in Retry-After.',
});
