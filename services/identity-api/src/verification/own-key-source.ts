import { Logger } from '@nestjs/common';
import { KeySetUnavailableError, type KeySource, type VerificationKey } from '@hallpass/auth';
import type { KeyRing } from '@hallpass/keys';
import type { Clock } from '@hallpass/platform';

/** At most one reading of the database in this time for key ids that nobody knows. */
const COOL_DOWN_MS = 1_000;

export interface OwnKeys {
  readonly keys: KeyRing;
  readonly useCase: string;
  readonly clock: Clock;
  /** What an unknown key id means so soon after a reading: there is no such key, or it can't be told yet. */
  readonly soonAfter: 'unknown' | 'untold';
}

/** Verification keys of one use case out of this issuer's own key ring. What another replica has made is read when it is met. */
export class OwnKeySource implements KeySource {
  private readonly logger = new Logger(OwnKeySource.name);
  private readonly withdrawn = new Set<string>();
  private reading: Promise<void> | undefined;
  private readAt = -Infinity;

  constructor(private readonly own: OwnKeys) {}

  async getKey(kid: string): Promise<VerificationKey | undefined> {
    if (this.isKnown(kid)) return this.find(kid);
    const isSoon = this.reading !== undefined || this.own.clock.monotonic() - this.readAt < COOL_DOWN_MS;
    if (this.reading !== undefined || !isSoon) await this.read();
    // A reading that was under way, or is over, may be older than the key.
    if (isSoon && this.own.soonAfter === 'untold' && !this.isKnown(kid)) {
      throw new KeySetUnavailableError('the key is unknown, and the key sets have been read a moment ago');
    }
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

  private async read(): Promise<void> {
    this.reading ??= this.own.keys.reload().finally(() => {
      this.reading = undefined;
      this.readAt = this.own.clock.monotonic();
    });
    try {
      await this.reading;
    } catch (cause) {
      throw new KeySetUnavailableError('the key is unknown, and the key sets can not be read', { cause });
    }
  }
}
