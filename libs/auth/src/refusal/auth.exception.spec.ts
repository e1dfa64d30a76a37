import { InsufficientScopeError, InvalidTokenError } from '@hallpass/verifier';
import { HttpException } from '@nestjs/common';
import { AuthException, refusalIn, toException } from './auth.exception.js';

describe('a refusal of the verifier in Nest', () => {
  const refusal = new InvalidTokenError('The token has expired.', { reason: 'expired' });

  it('is an HttpException that is answered with the problem, and never with the reason', () => {
    const exception = toException(refusal) as AuthException;
    expect(exception).toBeInstanceOf(HttpException);
    expect([exception.getStatus(), exception.code, exception.message]).toEqual([
      401,
      'invalid_token',
      'The token has expired.',
    ]);
    expect(exception.getResponse()).toEqual(refusal.problem);
    expect(JSON.stringify(exception.getResponse())).not.toContain('reason');
    expect(exception.cause).toBe(refusal);
  });

  it('is found in what was thrown, by the guard or by a handler', () => {
    const scope = new InsufficientScopeError(['orders:read']);
    expect([refusalIn(new AuthException(refusal)), refusalIn(scope)]).toEqual([refusal, scope]);
    expect(refusalIn(new HttpException('', 401))).toBeUndefined();
  });

  it('leaves any other error as it is', () => {
    const error = new Error('unforeseen');
    expect(toException(error)).toBe(error);
  });
});
