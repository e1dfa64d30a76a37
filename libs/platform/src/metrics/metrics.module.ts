import { Global, Module } from '@nestjs/common';
import { AuthGauges } from './auth-gauges.js';
import { MetricsController } from './metrics.controller.js';
import { Metrics } from './metrics.js';

@Global()
@Module({ controllers: [MetricsController], providers: [Metrics, AuthGauges], exports: [Metrics] })
export class MetricsModule {}
