/** One thing that a store keeps sealed. */
export interface SealedItem {
  readonly id: string;
  /** A compact JWE of {@link KeySealer.seal}. */
  readonly sealed: string;
  /** What it was sealed as. */
  readonly context: string;
}

/** Where a service keeps things sealed under its key-encryption keys. */
export interface SealedStore {
  /**
   * The next items in the order of their ids, after that id or from the first; fewer than `limit` when there are no more.
   * Work goes with the slice, not with what the table has held.
   */
  slice(after: string | undefined, limit: number): Promise<readonly SealedItem[]>;
  /** Unless the item is gone, or has been sealed anew in the meantime (compare-and-set on `before`). */
  replace(id: string, before: string, after: string): Promise<void>;
}
