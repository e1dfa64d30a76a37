import { type Clock, systemClock } from '@hallpass/ports';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { ServiceConfig } from '../config/service-config.js';
import { closeConnectionsAtTheEnd } from '../http/close-connections.js';
import { allowCrossOrigin } from '../http/cross-origin.js';
import { installBodyParsers } from '../http/body-parsers.js';
import { fastifyOptions } from '../http/fastify-options.js';
import { readForwardedClients } from '../http/forwarded-clients.js';
import { addSecurityHeaders } from '../http/security-headers.js';
import { createLogger } from '../logging/create-logger.js';
import { logRequests } from '../logging/log-requests.js';
import { QuietStartLogger } from '../logging/quiet-start.logger.js';
import { measureRequests } from '../metrics/measure-requests.js';
import { Metrics } from '../metrics/metrics.js';
import { serveDocumentation } from '../openapi/serve-documentation.js';
import { traceRequests } from '../tracing/trace-requests.js';
import { RequestValidationPipe } from '../validation/request-validation.pipe.js';
import { packageVersion } from './package-version.js';
import { serviceRoot } from './service-root.js';

export interface AppOptions {
  /** The service's name: in logs. */
  readonly name: string;
  /** The title of its OpenAPI document. */
  readonly title: string;
  readonly config: ServiceConfig;
  /** Of the OpenAPI document; that of the program's package by default. */
  readonly version?: string;
  /** The time by which the service goes, under {@link CLOCK}; the system's by default. */
  readonly clock?: Clock;
}

/** The whole application of a service, initialised but not listening: what {@link bootstrap} runs and tests use. */
export async function createApp(
  module: Type | DynamicModule,
  { name, title, config, version = packageVersion(process.argv[1] ?? '/'), clock = systemClock }: AppOptions,
): Promise<NestFastifyApplication> {
  const logger = createLogger({ name, level: config.LOG_LEVEL });
  const adapter = new FastifyAdapter(fastifyOptions(config));
  const fastify = adapter.getInstance<FastifyInstance>();
  readForwardedClients(fastify, config);
  traceRequests(fastify);
  installBodyParsers(fastify);
  addSecurityHeaders(fastify, config.PUBLIC_URL.startsWith('https:'));
  allowCrossOrigin(fastify, config.CORS_ORIGINS);
  closeConnectionsAtTheEnd(fastify);
  logRequests(fastify, logger);
  const app = await NestFactory.create<NestFastifyApplication>(serviceRoot(module, logger, clock), adapter, {
    bodyParser: false,
    bufferLogs: true,
    abortOnError: false,
  });
  app.useLogger(app.get(QuietStartLogger));
  app.useGlobalPipes(new RequestValidationPipe());
  measureRequests(fastify, app.get(Metrics));
  serveDocumentation(app, { title, version, url: config.PUBLIC_URL });
  return app.init();
}
