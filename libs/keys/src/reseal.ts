import type { KeySealer } from './sealing/key-sealer.js';
import type { SealedStore } from './sealing/sealed-store.js';

const SLICE = 200;

/**
 * Seals under the key that seals whatever an older key-encryption key has sealed, a slice at a time. Each item is a step of its
 * own: a run that is cut short has done what it has done, and any replica may go on, or several at once.
 * @param onUnopened told of what can't be opened; the run goes on after it, unless this throws
 * @returns how many items were sealed anew
 */
export async function reseal(
  store: SealedStore,
  sealer: KeySealer,
  onUnopened: (error: unknown) => void,
): Promise<number> {
  let count = 0;
  let after: string | undefined;
  for (;;) {
    const slice = await store.slice(after, SLICE);
    for (const { id, sealed, context } of slice) {
      if (!sealer.needsReseal(sealed)) continue;
      const opened = await sealer.open(sealed, context).catch(onUnopened);
      if (opened === undefined) continue;
      await store.replace(id, sealed, await sealer.seal(opened, context));
      count++;
    }
    if (slice.length < SLICE) return count;
    after = slice.at(-1)?.id;
  }
}
