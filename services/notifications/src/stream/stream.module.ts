import { Module } from '@nestjs/common';
import { InboxModule } from '../inbox/inbox.module.js';
import { NotificationListener } from './data/notification-listener.js';
import { ClientWatch } from './http/client-watch.js';
import { StreamController } from './http/stream.controller.js';
import { OpenStreams } from './open-streams.js';
import { OpenStream } from './use-cases/open-stream.js';

@Module({
  imports: [InboxModule],
  controllers: [StreamController],
  providers: [ClientWatch, OpenStreams, OpenStream, NotificationListener],
  exports: [NotificationListener, OpenStreams],
})
export class StreamModule {}
