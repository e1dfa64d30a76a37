import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { requireUtcSessions } from '../database/session-time-zone.js';
import { READINESS_INDICATORS } from '../health/readiness-indicators.js';
import { createLogger } from '../logging/create-logger.js';
import { logProcessEvents } from '../logging/log-process-events.js';
import { createApp, type AppOptions } from './create-app.js';
import { explainStartError } from './explain-start-error.js';
import { stopOnSignal } from './stop-on-signal.js';
import { waitUntilReady } from './wait-until-ready.js';

export interface BootstrapOptions extends AppOptions {
  readonly module: Type | DynamicModule;
}

/**
 * Runs a service: starts it, says where it listens, and on SIGTERM or SIGINT ends it in order. A start that fails says
 * why as text on the standard error, and ends the process with 1. Everything else that the process writes is its log, in JSON.
 */
export async function bootstrap({ module, ...options }: BootstrapOptions): Promise<void> {
  const { config } = options;
  const logger = createLogger({ name: options.name, level: config.LOG_LEVEL });
  logProcessEvents(logger);
  let app: NestFastifyApplication | undefined;
  try {
    await requireUtcSessions(config.DATABASE_URL);
    app = await createApp(module, options);
    stopOnSignal(app, logger, config.SHUTDOWN_TIMEOUT_MS);
    if (config.LISTEN_WHEN_READY_MS > 0) {
      await waitUntilReady(app.get(READINESS_INDICATORS, { strict: false }), config.LISTEN_WHEN_READY_MS);
    }
    await app.listen(config.PORT, config.HOST);
    logger.info({ address: await app.getUrl(), publicUrl: config.PUBLIC_URL }, `${options.name} listens`);
  } catch (error) {
    process.stderr.write(`${options.name} did not start. ${explainStartError(error)}\n`);
    process.exitCode = 1;
    // What did start, such as a connection, must not keep the process.
    setImmediate(() => process.exit());
  }
}
