import { Global, Module } from '@nestjs/common';
import { OutboxRelay } from '@hallpass/messaging';
import { Announcer } from './announce.js';
import { IdentityRelay } from './relay.js';

@Global()
@Module({
  providers: [{ provide: OutboxRelay, useClass: IdentityRelay }, Announcer],
  exports: [OutboxRelay, Announcer],
})
export class OutboxModule {}
