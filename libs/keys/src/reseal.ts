import type { SqlExecutor } from '@hallpass/platform';
import { SigningKeyTable } from './data/signing-key-table.js';
import { sealingContext } from './generate-key.js';
import type { KeySealer } from './sealing/key-sealer.js';

/** Seals under the first key-encryption key whatever is sealed under another. Throws KeyEncryptionKeyError. */
export async function resealAll(sql: SqlExecutor, sealer: KeySealer, useCases: readonly string[]): Promise<void> {
  const table = new SigningKeyTable(sql);
  for (const { kid, sealedPrivateKey } of await table.findByUseCases(useCases)) {
    if (sealedPrivateKey === null || !sealer.needsReseal(sealedPrivateKey)) continue;
    const opened = await sealer.open(sealedPrivateKey, sealingContext(kid));
    await table.reseal(kid, sealedPrivateKey, await sealer.seal(opened, sealingContext(kid)));
  }
}
