import { randomBytes } from 'node:crypto';
import { KeySealer, type KeyEncryptionKey } from '../src/index.js';

export function keyEncryptionKey(kid: string): KeyEncryptionKey {
  return { kid, key: new Uint8Array(randomBytes(32)) };
}

export function sealerWith(...kids: string[]): KeySealer {
  return new KeySealer(kids.map(keyEncryptionKey));
}
