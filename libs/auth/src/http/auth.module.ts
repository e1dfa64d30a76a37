import {
  Module,
  type DynamicModule,
  type InjectionToken,
  type ModuleMetadata,
  type OptionalFactoryDependency,
} from '@nestjs/common';
import { resolveOptions } from '../resolve-options.js';
import type { AuthOptions } from '../options.js';
import { AUTH_OPTIONS, exported, providers } from './auth.providers.js';

export interface AuthAsyncOptions {
  readonly imports?: ModuleMetadata['imports'];
  readonly inject?: (InjectionToken | OptionalFactoryDependency)[];
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- Nest passes whatever was asked to be injected
  readonly useFactory: (...dependencies: any[]) => AuthOptions | Promise<AuthOptions>;
}

/**
 * Makes an application a resource server (RFC 6750): global, and default deny for every route of it.
 *
 * @example
 * \@Module({ imports: [AuthModule.forRoot({ issuer: 'https://issuer.example', audience: 'urn:example:api' })] })
 */
@Module({})
export class AuthModule {
  /** @throws TypeError when an option is wrong */
  static forRoot(options: AuthOptions): DynamicModule {
    const resolved = resolveOptions(options);
    return assemble({ provide: AUTH_OPTIONS, useValue: resolved });
  }

  /** The same, with options that have to be made from other providers first. */
  static forRootAsync({ imports = [], inject = [], useFactory }: AuthAsyncOptions): DynamicModule {
    const factory = async (...dependencies: unknown[]) => resolveOptions(await useFactory(...dependencies));
    return assemble({ provide: AUTH_OPTIONS, inject, useFactory: factory }, imports);
  }
}

type Provider = NonNullable<DynamicModule['providers']>[number];

function assemble(options: Provider, imports: NonNullable<ModuleMetadata['imports']> = []): DynamicModule {
  return { module: AuthModule, global: true, imports, providers: [options, ...providers], exports: [...exported] };
}
