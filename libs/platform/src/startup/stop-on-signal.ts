import type { INestApplicationContext } from '@nestjs/common';
import type { Logger } from 'pino';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * On SIGTERM or SIGINT: ready no more, streams closed, requests in flight answered, then exit 0. What takes longer than
 * the timeout (milliseconds), and a second signal, end the process at once with 1.
 */
export function stopOnSignal(
  app: Pick<INestApplicationContext, 'close'>,
  logger: Logger,
  timeoutMs: number,
  host: Pick<NodeJS.Process, 'on' | 'exit'> = process,
): void {
  let stopping = false;
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (stopping) return host.exit(1);
    stopping = true;
    logger.info({ signal }, 'stopping');
    const timer = setTimeout(() => {
      logger.error({ timeoutMs }, 'did not stop in time');
      host.exit(1);
    }, timeoutMs);
    let code = 0;
    try {
      await app.close();
      logger.info('stopped');
    } catch (error) {
      logger.error({ err: error }, 'did not stop in order');
      code = 1;
    }
    clearTimeout(timer);
    host.exit(code);
  };
  for (const signal of SIGNALS) host.on(signal, (received) => void stop(received));
}
