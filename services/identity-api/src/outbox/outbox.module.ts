import { Global, Module } from '@nestjs/common';
import { OutboxRelay } from '@hallpass/messaging';
import { Announcer } from './announce.js';
import { IdentityRelay } from './relay.js';
import { Verifiers } from './verifiers.js';

@Global()
@Module({
  providers: [{ provide: OutboxRelay, useClass: IdentityRelay }, Verifiers, Announcer],
  exports: [OutboxRelay, Announcer],
})
export class OutboxModule {}
