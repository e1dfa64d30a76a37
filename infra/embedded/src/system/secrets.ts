import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StatePaths } from './paths.ts';

/** A password for each database role, by the role's name. */
export type Secrets = Record<string, string>;

/** The secrets of this state folder: made once, kept in files that only their owner reads (mode 0600). */
export async function ensureSecrets(paths: StatePaths, roles: readonly string[]): Promise<Secrets> {
  const kept = await readOr(paths.secrets, '{}');
  const secrets = JSON.parse(kept) as Secrets;
  for (const role of roles) secrets[role] ??= randomBytes(24).toString('base64url');
  const text = JSON.stringify(secrets, null, 2);
  if (text !== kept) await writeFile(paths.secrets, text, { mode: 0o600 });
  return secrets;
}

export const keyEncryptionKeysFile = (paths: StatePaths, service: string): string =>
  join(paths.keys, `${service}.jwks.json`);

/** The file with a service's key-encryption keys: a JWK Set (RFC 7517) of one 256-bit key, made once. */
export async function ensureKeyEncryptionKeys(paths: StatePaths, service: string): Promise<string> {
  const file = keyEncryptionKeysFile(paths, service);
  await mkdir(paths.keys, { recursive: true, mode: 0o700 });
  const key = { kty: 'oct', kid: `kek-${randomBytes(6).toString('hex')}`, k: randomBytes(32).toString('base64url') };
  try {
    await writeFile(file, JSON.stringify({ keys: [key] }, null, 2), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return file;
}

async function readOr(file: string, otherwise: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return otherwise;
    throw error;
  }
}
