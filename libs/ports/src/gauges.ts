/** Where a library registers the numbers that an operator sees; `Metrics` of `@hallpass/platform` is one. */
export interface Gauges {
  /** A number that is read when it is asked for. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void;
}
