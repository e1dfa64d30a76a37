import { AuthError, type AuthErrorCode } from '@hallpass/verifier';
import { HttpException } from '@nestjs/common';

/**
 * What the guard throws: a refusal of the verifier as an `HttpException`, so that any Nest application renders it. A
 * handler of your own may throw it too, or the error alone, where no filter of the application catches everything.
 *
 * @example
 * throw new AuthException(new InsufficientScopeError(['orders:read:any']));
 */
export class AuthException extends HttpException {
  readonly code: AuthErrorCode;

  constructor(readonly error: AuthError) {
    super(error.problem, error.status, { cause: error });
    this.message = error.message;
    this.code = error.code;
  }
}

/** A refusal of the verifier as Nest renders it, and anything else as it is. */
export function toException(error: unknown): unknown {
  return error instanceof AuthError ? new AuthException(error) : error;
}

/** The refusal in what was thrown: itself, or what an {@link AuthException} was made of. Undefined for anything else. */
export function refusalIn(thrown: unknown): AuthError | undefined {
  if (thrown instanceof AuthException) return thrown.error;
  return thrown instanceof AuthError ? thrown : undefined;
}
