import type { ReadinessIndicator } from '@hallpass/ports';
import { Module, type DynamicModule, type FactoryProvider, type ModuleMetadata } from '@nestjs/common';
import { HealthController } from './health.controller.js';
import { READINESS_INDICATORS } from './readiness-indicators.js';

export interface HealthModuleOptions {
  /** Modules whose providers are injected, where those aren't global. */
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
  readonly inject?: NonNullable<FactoryProvider['inject']>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what is injected, whatever it is
  readonly useFactory: (...injected: any[]) => readonly ReadinessIndicator[];
}

/**
 * `/health/live` and `/health/ready`.
 *
 * @example
 * HealthModule.forRoot({ inject: [DatabaseHealth, AuthHealth], useFactory: (database, auth) => [database, auth] })
 */
@Module({})
export class HealthModule {
  static forRoot({ imports = [], inject = [], useFactory }: HealthModuleOptions): DynamicModule {
    return {
      module: HealthModule,
      imports,
      controllers: [HealthController],
      providers: [{ provide: READINESS_INDICATORS, inject, useFactory }],
    };
  }
}
