import { AuthError, type Verifier } from '@hallpass/verifier';
import { Strategy } from 'passport-strategy';
import { bearerToken, type HttpRequest } from './credentials.js';

/** The Passport strategy: bearer token from the header, verified with jose. No `#private` members: Passport may proxy it. */
export class AccessTokenStrategy extends Strategy {
  readonly name = 'access-token';

  constructor(private readonly verifier: Verifier) {
    super();
  }

  override authenticate(request: HttpRequest): void {
    // Passport has just put these on the strategy, which all requests share: they must be taken before anything is awaited.
    const { success, fail, error } = this;
    this.principalOf(request).then(
      (principal) => success(principal),
      // What is the token's fault fails; what is ours is an error.
      (refusal: unknown) =>
        refusal instanceof AuthError && refusal.status < 500 ? fail(refusal, refusal.status) : error(refusal as Error),
    );
  }

  private async principalOf(request: HttpRequest) {
    const token = bearerToken(request, this.verifier.maxTokenLength);
    return this.verifier.authenticate(request.headers.authorization as string, token);
  }
}
