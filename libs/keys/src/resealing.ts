import type { Clock, Log } from '@hallpass/ports';
import { reseal, underOlderKeys } from './reseal.js';
import type { KeySealer } from './sealing/key-sealer.js';
import type { SealedStore } from './sealing/sealed-store.js';

const EVERY_MS = 60_000;

export interface ResealingOptions {
  readonly stores: readonly SealedStore[];
  readonly sealer: KeySealer;
  readonly clock: Clock;
  readonly logger: Log | undefined;
}

/**
 * Seals anew what older key-encryption keys have sealed: at the start, and each minute while there are older keys, because a
 * replica that has not been restarted yet goes on sealing with them.
 */
export class Resealing {
  #ranAt = -Infinity;
  #isDone = false;

  constructor(private readonly options: ResealingOptions) {}

  /** Throws KeyEncryptionKeyError at the first item that can't be opened: a key has been taken out too early. */
  async run(): Promise<void> {
    await this.#run((error) => {
      throw error;
    });
  }

  async runWhenDue(): Promise<void> {
    const { sealer, clock, logger } = this.options;
    if (sealer.olderKids.length === 0 || clock.monotonic() - this.#ranAt < EVERY_MS) return;
    await this.#run((error) =>
      logger?.error({ msg: 'something sealed can not be opened, nor sealed anew', err: error }),
    );
  }

  /** How many items older keys have sealed. Without older keys nothing is read. */
  async pending(): Promise<number> {
    const { stores, sealer } = this.options;
    if (sealer.olderKids.length === 0) return 0;
    let count = 0;
    for (const store of stores) for await (const items of underOlderKeys(store, sealer)) count += items.length;
    return count;
  }

  async #run(onUnopened: (error: unknown) => void): Promise<void> {
    const { stores, sealer, clock, logger } = this.options;
    this.#ranAt = clock.monotonic();
    let [resealed, unopened] = [0, 0];
    for (const store of stores) {
      resealed += await reseal(store, sealer, (error) => {
        unopened++;
        onUnopened(error);
      });
    }
    const wasDone = this.#isDone;
    this.#isDone = unopened === 0 && sealer.olderKids.length > 0;
    if (!this.#isDone || (wasDone && resealed === 0)) return;
    const msg =
      'nothing is left under older key-encryption keys; they can be taken out once no replica seals with them';
    logger?.log?.({ msg, older: sealer.olderKids, resealed });
  }
}
