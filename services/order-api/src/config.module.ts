import { type DynamicModule, Module } from '@nestjs/common';
import { type Config, CONFIG } from './config.js';

/** Provides the configuration everywhere. */
@Module({})
export class ConfigModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [{ provide: CONFIG, useValue: config }],
      exports: [CONFIG],
    };
  }
}
