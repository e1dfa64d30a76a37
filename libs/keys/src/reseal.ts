import type { KeySealer } from './sealing/key-sealer.js';
import type { SealedItem, SealedStore } from './sealing/sealed-store.js';

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
  for await (const items of underOlderKeys(store, sealer)) {
    for (const { id, sealed, context } of items) {
      const opened = await sealer.open(sealed, context).catch(onUnopened);
      if (opened === undefined) continue;
      await store.replace(id, sealed, await sealer.seal(opened, context));
      count++;
    }
  }
  return count;
}

/** What an older key-encryption key has sealed, read a slice at a time. */
export async function* underOlderKeys(store: SealedStore, sealer: KeySealer): AsyncGenerator<readonly SealedItem[]> {
  let after: string | undefined;
  for (;;) {
    const slice = await store.slice(after, SLICE);
    yield slice.filter(({ sealed }) => sealer.needsReseal(sealed));
    if (slice.length < SLICE) return;
    after = slice.at(-1)?.id;
  }
}
