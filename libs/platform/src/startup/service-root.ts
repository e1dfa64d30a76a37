import { CLOCK, type Clock } from '@hallpass/ports';
import { Global, Module, type DynamicModule, type Type } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { LoggerModule } from 'nestjs-pino';
import type { Logger } from 'pino';
import { MetricsModule } from '../metrics/metrics.module.js';
import { QuietStartLogger } from '../logging/quiet-start.logger.js';
import { ProblemFilter } from '../problems/problem.filter.js';

@Module({
  providers: [{ provide: APP_FILTER, useClass: ProblemFilter }, QuietStartLogger],
})
class FoundationModule {}

@Global()
@Module({})
class ClockModule {}

@Module({})
class ServiceRoot {}

/**
 * A service's module with what all services have. The order counts: filters of the service come after ours and so are
 * asked first.
 */
export function serviceRoot(module: Type | DynamicModule, logger: Logger, clock: Clock): DynamicModule {
  const logging = LoggerModule.forRoot({ pinoHttp: { logger }, forRoutes: [] });
  const time = { module: ClockModule, providers: [{ provide: CLOCK, useValue: clock }], exports: [CLOCK] };
  return { module: ServiceRoot, imports: [logging, FoundationModule, MetricsModule, module, time] };
}
