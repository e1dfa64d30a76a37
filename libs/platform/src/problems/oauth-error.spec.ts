import { defineProblem } from '@hallpass/contracts';
import { problemOf } from './problem.js';
import { toOAuthError } from './oauth-error.js';

describe('an error of an OAuth endpoint', () => {
  const of = (code: string, status: number, detail = 'x') =>
    toOAuthError(problemOf(defineProblem({ code, status, title: 'x', detail })()));

  it.each([
    ['invalid_grant', 400, 'invalid_grant'],
    ['invalid_client', 401, 'invalid_client'],
    ['invalid_target', 400, 'invalid_target'],
    ['malformed_json', 400, 'invalid_request'],
    ['body_too_large', 413, 'invalid_request'],
    ['internal_error', 500, 'server_error'],
    ['hashing_busy', 503, 'temporarily_unavailable'],
    ['too_many_attempts', 429, 'temporarily_unavailable'],
  ])('%s (%d) is %s', (code, status, error) => {
    expect(of(code, status).error).toBe(error);
  });

  it('describes itself in the characters of RFC 6749', () => {
    expect(of('invalid_grant', 400, 'The "token" – used\\up').error_description).toBe("The 'token' ? used'up");
  });
});
