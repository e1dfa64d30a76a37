import { randomBytes, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from './temporary-folder.js';

/** A file for KEY_ENCRYPTION_KEYS_FILE: a JWK Set with fresh 256-bit keys, the first of which seals. */
export async function keyEncryptionKeysFile(count = 1): Promise<string> {
  const keys = Array.from({ length: count }, () => ({
    kty: 'oct',
    kid: `kek-${randomUUID()}`,
    k: randomBytes(32).toString('base64url'),
  }));
  const file = join(await temporaryFolder('kek'), 'keys.json');
  await writeFile(file, JSON.stringify({ keys }), { mode: 0o600 });
  return file;
}
