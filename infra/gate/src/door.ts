import { AuthHealth, AuthModule } from '@hallpass/auth';
import { natsRevocationFeed } from '@hallpass/verifier/nats';
import { CLOCK_LEEWAY_SECONDS, type Resource } from '@hallpass/contracts';
import { allowCrossOrigin, brokerOptions, closeConnectionsAtTheEnd, HealthModule } from '@hallpass/platform';
import { metadataUrl } from '@hallpass/resource-server';
import { ConsoleLogger, Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Config } from './config.js';
import { JudgeController } from './judge.controller.js';
import { RefusalFilter } from './refusal.filter.js';

@Module({})
class DoorModule {
  static forRoot(audience: Resource, config: Config): DynamicModule {
    const url = config.RESOURCE_URLS[audience];
    return {
      module: DoorModule,
      imports: [
        AuthModule.forRoot({
          issuer: config.ISSUER,
          audience,
          ...(url !== undefined && { resourceMetadataUrl: metadataUrl(url) }),
          clockToleranceSeconds: CLOCK_LEEWAY_SECONDS,
          ...(config.DISCOVERY_URL !== undefined && { discoveryUrl: config.DISCOVERY_URL }),
          revocation: {
            feed: natsRevocationFeed({ ...brokerOptions(config), name: 'gate' }),
            staleAfterMs: config.REVOCATION_STALE_AFTER_MS,
            whenStale: { mode: 'deny' },
          },
        }),
        HealthModule.forRoot({ inject: [AuthHealth], useFactory: (auth: AuthHealth) => [auth] }),
      ],
      controllers: [JudgeController],
      providers: [{ provide: APP_FILTER, useClass: RefusalFilter }],
    };
  }
}

/** The door to one service: an application that judges the tokens for its audience at `/judge`. Not listening yet. */
export async function makeDoor(audience: Resource, config: Config): Promise<NestFastifyApplication> {
  const logger = new ConsoleLogger({ json: true, prefix: audience });
  logger.setLogLevels(['warn', 'error', 'fatal']);
  const adapter = new FastifyAdapter();
  const fastify = adapter.getInstance<FastifyInstance>();
  // A page reads why it is refused here as it would there.
  allowCrossOrigin(fastify, config.CORS_ORIGINS);
  closeConnectionsAtTheEnd(fastify);
  const app = await NestFactory.create<NestFastifyApplication>(DoorModule.forRoot(audience, config), adapter, {
    logger,
    abortOnError: false,
  });
  return app.init();
}
