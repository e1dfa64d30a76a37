import type { Logger } from 'pino';

type Host = Pick<NodeJS.Process, 'on' | 'exit' | 'removeAllListeners'>;

/**
 * Writes what Node would print as text into the log: warnings, and the error that nobody caught, which ends the process
 * with 1 as it would without this. To be called before the event loop turns: a warning of the configuration is told then.
 */
export function logProcessEvents(logger: Logger, host: Host = process): void {
  host.removeAllListeners('warning');
  host.on('warning', ({ name, message }) => logger.warn({ warning: name }, message));
  host.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'nobody caught an error');
    host.exit(1);
  });
}
