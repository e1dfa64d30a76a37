import { AuthModule } from '@hallpass/auth';
import type { Resource } from '@hallpass/contracts';
import { ClientAssertion } from '@hallpass/keys';
import { CLOCK, type Clock } from '@hallpass/ports';
import { type DynamicModule, Module } from '@nestjs/common';
import { authOptions } from './authentication/auth-options.js';
import type { ResourceServerConfig } from './config/resource-server-config.js';
import { KeyRingModule, type KeyRingModuleOptions } from './key-ring/key-ring.module.js';
import { ProtectedResourceModule } from './metadata/protected-resource.module.js';

export interface ResourceServerOptions extends Pick<KeyRingModuleOptions, 'database' | 'keySets' | 'sealedElsewhere'> {
  /** The service, such as `order-api`. */
  readonly name: string;
  /** The same for people, such as `Hallpass OrderAPI`. */
  readonly title: string;
  /** Of the access tokens that it takes. */
  readonly audience: Resource;
  readonly config: ResourceServerConfig;
}

/**
 * Makes a service a resource server of the issuer: every route needs an access token for its audience (`AuthModule`), its own keys
 * are at `/.well-known/jwks.json`, and `/.well-known/oauth-protected-resource` says where to get a token.
 *
 * @example
 * ResourceServerModule.forRoot({
 *   name: 'order-api',
 *   title: 'Hallpass OrderAPI',
 *   audience: AUDIENCES.orderApi,
 *   config,
 *   database: Database,
 * })
 */
@Module({})
export class ResourceServerModule {
  static forRoot({ name, title, audience, config, ...keys }: ResourceServerOptions): DynamicModule {
    const { PUBLIC_URL: publicUrl, ISSUER: issuer, CLIENT_ID: clientId } = config;
    const jwksUri = `${publicUrl}/.well-known/jwks.json`;
    return {
      module: ResourceServerModule,
      imports: [
        ProtectedResourceModule.forRoot({ publicUrl, issuer, audience, title, jwksUri }),
        KeyRingModule.forRoot({ ...keys, clientId, keyEncryptionKeysFile: config.KEY_ENCRYPTION_KEYS_FILE }),
        AuthModule.forRootAsync({
          inject: [ClientAssertion, CLOCK],
          useFactory: (assertion: ClientAssertion, clock: Clock) =>
            authOptions(config, { audience, name, assertion, clock }),
        }),
      ],
    };
  }
}
