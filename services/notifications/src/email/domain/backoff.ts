const LONGEST_MS = 15 * 60 * 1000;

/** Milliseconds from the failure of an attempt (the first is 1) to the next one: doubles, up to 15 minutes. */
export function backoffMs(attempt: number, firstMs: number): number {
  return Math.min(firstMs * 2 ** (attempt - 1), LONGEST_MS);
}
