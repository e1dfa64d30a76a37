/** Where the library reports what nobody is waiting for. A pino logger, a `PinoLogger` and Nest's `Logger` all fit. */
export interface Log {
  log?(details: object): void;
  warn(details: object): void;
  error(details: object): void;
}
