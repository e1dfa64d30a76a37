/** Binds a sealed private key to its row. */
export function sealingContext(kid: string): string {
  return `signing key ${kid}`;
}
