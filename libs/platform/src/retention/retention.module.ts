import { CLOCK, type Clock, type SqlClient } from '@hallpass/ports';
import { type DynamicModule, type FactoryProvider, Logger, Module } from '@nestjs/common';
import { Purge } from './purge.js';
import { PurgeSchedule } from './purge-schedule.js';
import type { PurgedKind } from './purged-kind.js';

export interface RetentionModuleOptions {
  readonly inject: NonNullable<FactoryProvider['inject']>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what is injected, whatever it is
  readonly useFactory: (...injected: any[]) => { readonly sql: SqlClient; readonly kinds: readonly PurgedKind[] };
}

/**
 * Purges the old rows of a service, in rounds: {@link PurgeSchedule}.
 *
 * @example
 * RetentionModule.forRoot({ inject: [Database, CONFIG], useFactory: (sql, config) => ({ sql, kinds: purgedKinds(config) }) })
 */
@Module({})
export class RetentionModule {
  static forRoot({ inject, useFactory }: RetentionModuleOptions): DynamicModule {
    const logger = new Logger(Purge.name);
    return {
      module: RetentionModule,
      providers: [
        PurgeSchedule,
        {
          provide: Purge,
          inject: [CLOCK, ...inject],
          useFactory: (clock: Clock, ...injected: unknown[]) =>
            new Purge({
              ...useFactory(...injected),
              clock,
              failed: (kind, err) =>
                logger.warn({ msg: 'old rows could not be purged; the next round tries again', kind, err }),
            }),
        },
      ],
    };
  }
}
