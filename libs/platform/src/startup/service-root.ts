import { Global, Module, type DynamicModule, type Type } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { LoggerModule } from 'nestjs-pino';
import type { Logger } from 'pino';
import { CLOCK, systemClock } from '../clock/clock.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { QuietStartLogger } from '../logging/quiet-start.logger.js';
import { ProblemFilter } from '../problems/problem.filter.js';

@Module({
  providers: [{ provide: APP_FILTER, useClass: ProblemFilter }, QuietStartLogger],
})
class FoundationModule {}

@Global()
@Module({ providers: [{ provide: CLOCK, useValue: systemClock }], exports: [CLOCK] })
class ClockModule {}

@Module({})
class ServiceRoot {}

/**
 * A service's module with what all services have. The order counts: filters of the service come after ours and so are
 * asked first, and a clock of its own is found before ours.
 */
export function serviceRoot(module: Type | DynamicModule, logger: Logger): DynamicModule {
  const logging = LoggerModule.forRoot({ pinoHttp: { logger }, forRoutes: [] });
  return { module: ServiceRoot, imports: [logging, FoundationModule, MetricsModule, module, ClockModule] };
}
