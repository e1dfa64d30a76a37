import { jsonDocument } from '@hallpass/platform';
import { type DynamicModule, Module } from '@nestjs/common';
import { type ProtectedResource, protectedResourceMetadata } from './protected-resource-metadata.js';
import { METADATA, ProtectedResourceController } from './protected-resource.controller.js';

const MAX_AGE_SECONDS = 300;

/** `/.well-known/oauth-protected-resource` (RFC 9728): where to get a token for a service. */
@Module({})
export class ProtectedResourceModule {
  static forRoot(resource: ProtectedResource): DynamicModule {
    const document = jsonDocument(protectedResourceMetadata(resource), MAX_AGE_SECONDS);
    return {
      module: ProtectedResourceModule,
      controllers: [ProtectedResourceController],
      providers: [{ provide: METADATA, useValue: document }],
    };
  }
}
