import { createHash } from 'node:crypto';

/** What stands in the database for an address, an account or a network: none of them can be read from it. */
export function digest(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
