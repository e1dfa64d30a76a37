import { Logger } from '@nestjs/common';
import { KeySetUnavailableError, type KeySource, type VerificationKey } from '@hallpass/verifier';
import type { KeyRing } from '@hallpass/keys';

export interface OwnKeys {
  readonly keys: KeyRing;
  readonly useCase: string;
}

/**
 * Verification keys of one use case out of this issuer's own key ring. What another replica has made is read when it is met, so a
 * key is unknown only when the database, asked after its token came, does not have it.
 */
export class OwnKeySource implements KeySource {
  private readonly logger = new Logger(OwnKeySource.name);
  private readonly withdrawn = new Set<string>();

  constructor(private readonly own: OwnKeys) {}

  async getKey(kid: string): Promise<VerificationKey | undefined> {
    if (!this.isKnown(kid)) await this.read();
    return this.find(kid);
  }

  /** Another replica may have withdrawn it: this one must not go on signing with it either. */
  withdraw(kid: string): void {
    if (this.withdrawn.has(kid)) return;
    this.withdrawn.add(kid);
    this.own.keys
      .reload()
      .catch((error: unknown) => this.logger.warn({ msg: 'the key sets could not be reloaded', err: error }));
  }

  private find(kid: string): VerificationKey | undefined {
    return this.withdrawn.has(kid) ? undefined : this.own.keys.verificationKey(this.own.useCase, kid);
  }

  /** Also a key that is withdrawn or of another set: reading again would not change that. */
  private isKnown(kid: string): boolean {
    const { keys, useCase } = this.own;
    if (this.withdrawn.has(kid) || keys.verificationKey(useCase, kid) !== undefined) return true;
    return keys.list().some((key) => key.kid === kid);
  }

  /** Strangers' key ids can't make more of it than one reading at a time: all who wait share the next. */
  private async read(): Promise<void> {
    try {
      await this.own.keys.refresh();
    } catch (cause) {
      throw new KeySetUnavailableError('the key is unknown, and the key sets can not be read', { cause });
    }
  }
}
