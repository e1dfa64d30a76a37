import {
  Module,
  type DynamicModule,
  type InjectionToken,
  type ModuleMetadata,
  type OptionalFactoryDependency,
} from '@nestjs/common';
import { authFactory, type AuthOptions } from './auth-options.js';
import { AUTH, exported, providers } from './auth.providers.js';

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
    return assemble({ provide: AUTH, useFactory: authFactory(options) });
  }

  /** The same, with options that have to be made from other providers first. */
  static forRootAsync({ imports = [], inject = [], useFactory }: AuthAsyncOptions): DynamicModule {
    const factory = async (...dependencies: unknown[]) => authFactory(await useFactory(...dependencies))();
    return assemble({ provide: AUTH, inject, useFactory: factory }, imports);
  }
}

type Provider = NonNullable<DynamicModule['providers']>[number];

function assemble(auth: Provider, imports: NonNullable<ModuleMetadata['imports']> = []): DynamicModule {
  return { module: AuthModule, global: true, imports, providers: [auth, ...providers], exports: [...exported] };
}
