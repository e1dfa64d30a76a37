/** What a group of benchmarks has measured. */
export interface Result {
  readonly title: string;
  readonly heading: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** How it was measured, and what the figures don't say. */
  readonly notes: readonly string[];
  /** What was found to be wrong while measuring: any makes the run fail. */
  readonly failures: readonly string[];
  /** The figures, for programs. */
  readonly figures: Readonly<Record<string, unknown>>;
}

/** Whether a figure keeps to its bound. */
export const within = (value: number, bound: number): string => (value <= bound ? 'ok' : 'OVER');
