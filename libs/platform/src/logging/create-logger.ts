import { currentActivity } from '@hallpass/ports';
import pino, { type DestinationStream, type Logger } from 'pino';
import { redact, redactText } from './redact.js';
import { serializeError } from './serialize-error.js';

export interface LoggerOptions {
  /** The service's name, on every line. */
  readonly name: string;
  readonly level: string;
}

/** Writes JSON, one object a line, without secrets, each with the ids of the request and the trace it belongs to. */
export function createLogger(
  { name, level }: LoggerOptions,
  destination: DestinationStream = pino.destination(1),
): Logger {
  return pino(
    {
      level,
      base: { service: name },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: redact },
      serializers: { err: (error: unknown) => serializeError(error) },
      hooks: {
        logMethod(args, method) {
          method.apply(this, args.map((arg) => (typeof arg === 'string' ? redactText(arg) : arg)) as typeof args);
        },
      },
      mixin: () => {
        const { requestId, traceId, spanId } = currentActivity() ?? {};
        return { requestId, traceId, spanId };
      },
    },
    destination,
  );
}
