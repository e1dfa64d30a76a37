/** Runs SQL. Structural: a generated Prisma client and the client of a Prisma transaction both are one. */
export interface SqlExecutor {
  /** Rows of a query; values fill `$1`, `$2`, … */
  $queryRawUnsafe<T = unknown>(sql: string, ...values: unknown[]): Promise<T>;
  /** The number of rows a statement changed; values fill `$1`, `$2`, … */
  $executeRawUnsafe(sql: string, ...values: unknown[]): Promise<number>;
}

export interface TransactionOptions {
  /** Milliseconds to wait for a connection. */
  maxWait?: number;
  /** Milliseconds the transaction may take before it is rolled back. */
  timeout?: number;
  isolationLevel?: 'ReadUncommitted' | 'ReadCommitted' | 'RepeatableRead' | 'Serializable';
}

/** Runs SQL, also several statements in one transaction: rolled back when `work` rejects. */
export interface SqlClient extends SqlExecutor {
  $transaction<T>(work: (tx: SqlExecutor) => Promise<T>, options?: TransactionOptions): Promise<T>;
}
