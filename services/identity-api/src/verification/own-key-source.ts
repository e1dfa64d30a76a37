import { Logger } from '@nestjs/common';
import type { KeySource, VerificationKey } from '@hallpass/auth';
import type { KeyRing } from '@hallpass/keys';

/** Verification keys of one use case out of this issuer's own key ring: nothing is fetched. */
export class OwnKeySource implements KeySource {
  private readonly logger = new Logger(OwnKeySource.name);
  private readonly withdrawn = new Set<string>();

  constructor(
    private readonly keys: KeyRing,
    private readonly useCase: string,
  ) {}

  async getKey(kid: string): Promise<VerificationKey | undefined> {
    return this.withdrawn.has(kid) ? undefined : this.keys.verificationKey(this.useCase, kid);
  }

  /** Another replica may have withdrawn it: this one must not go on signing with it either. */
  withdraw(kid: string): void {
    if (this.withdrawn.has(kid)) return;
    this.withdrawn.add(kid);
    this.keys
      .reload()
      .catch((error: unknown) => this.logger.warn({ msg: 'the key sets could not be reloaded', err: error }));
  }
}
