/** Where a verifier tells what its operator should know. `console` is one, and so are the loggers of most frameworks. */
export interface Log {
  log(message: string): void;
  warn(message: string): void;
}
