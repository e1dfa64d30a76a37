import type { CryptoKey, JWTPayload } from 'jose';
import type { SigningKey } from './signing-key.js';

/** What to put into an access token. Any other member is a claim; one that is `undefined` is left out. */
export interface MintOptions extends Omit<JWTPayload, 'aud'> {
  aud: string | string[];
  scope?: string | undefined;
  roles?: readonly string[] | undefined;
  sid?: string | undefined;
  epoch?: number | undefined;
  /** The `typ` header; `at+jwt` by default. */
  typ?: string;
  /** Header parameters beside `alg`, `kid` and `typ`, or instead of them. */
  header?: Record<string, unknown>;
  /** The key set that signs; the one of the audience by default. */
  useCase?: string;
  /** Signs instead of the key set's own key. A bare key goes under the kid of the key set. */
  key?: SigningKey | CryptoKey;
}
