import { Injectable } from '@nestjs/common';
import { KeyRing } from '@hallpass/keys';
import type { JWK } from 'jose';

export interface PublishedKeySet {
  readonly jwks: { readonly keys: readonly JWK[] };
  /** Strong, in quotes. */
  readonly etag: string;
  /** Seconds. */
  readonly maxAgeSeconds: number;
}

/**
 * The public keys of one use case, or of all.
 *
 * @throws ProblemError `key_set_not_found` (404)
 */
@Injectable()
export class PublishKeySet {
  constructor(private readonly keys: KeyRing) {}

  execute(useCase?: string): PublishedKeySet {
    const { keys } = this;
    return { jwks: keys.jwks(useCase), etag: keys.etag(useCase), maxAgeSeconds: keys.maxAgeSeconds };
  }
}
