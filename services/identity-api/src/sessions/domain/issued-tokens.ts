import type { AccessToken } from '../../tokens/domain/access-token.js';

/** What a login or a refresh hands out. */
export interface IssuedTokens {
  readonly accessToken: AccessToken;
  readonly refreshToken: string;
  readonly sessionId: string;
}
