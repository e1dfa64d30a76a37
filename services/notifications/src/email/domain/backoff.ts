const LONGEST_MS = 30 * 60 * 1000;

export interface Deferral {
  /** How often it has been put off, from 1. */
  readonly deferrals: number;
  /** Milliseconds before the second attempt. */
  readonly firstMs: number;
  /** Milliseconds until it is of no use any more. */
  readonly usefulMs: number;
}

/**
 * Milliseconds until an e-mail that was put off is tried again: doubles with each time, up to 30 minutes and to a quarter of
 * the time for which the e-mail is still useful. `random` (0 to 1) takes away up to half, so that e-mails spread.
 */
export function backoffMs({ deferrals, firstMs, usefulMs }: Deferral, random = Math.random()): number {
  const longest = Math.min(LONGEST_MS, Math.max(firstMs, usefulMs / 4));
  return Math.min(firstMs * 2 ** (deferrals - 1), longest) * (1 - random / 2);
}
