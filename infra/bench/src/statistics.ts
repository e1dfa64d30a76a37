/** Milliseconds: what half of the samples, and what 99 of 100, do not exceed. */
export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** By nearest rank: a value that was measured, never one in between. */
export function percentiles(samples: readonly number[]): Percentiles {
  if (samples.length === 0) throw new Error('nothing was measured');
  const sorted = samples.toSorted((a, b) => a - b);
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
  return { p50: rank(0.5), p99: rank(0.99), max: rank(1) };
}
