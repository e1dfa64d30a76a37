/** Where the library reports what nobody is waiting for. A pino logger, a `PinoLogger` and Nest's `Logger` all fit. */
export interface Log {
  warn(details: object): void;
  error(details: object): void;
}
