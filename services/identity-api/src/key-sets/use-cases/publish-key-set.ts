import { Injectable } from '@nestjs/common';
import { KeyRing, type PublishedKeySet } from '@hallpass/keys';

/**
 * The public keys of one use case, or of all access tokens, as the database has them now.
 *
 * @throws ProblemError `key_set_not_found` (404)
 */
@Injectable()
export class PublishKeySet {
  constructor(private readonly keys: KeyRing) {}

  execute(useCase?: string): Promise<PublishedKeySet> {
    return this.keys.publish(useCase);
  }
}
