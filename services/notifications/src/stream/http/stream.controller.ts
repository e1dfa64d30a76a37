import { Authenticated, CurrentPrincipal, type Principal } from '@hallpass/auth';
import { ApiRoute, ForAccounts } from '@hallpass/platform';
import { Controller, Get, Headers, Inject, Res } from '@nestjs/common';
import { ApiHeader, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CONFIG, type Config } from '../../config.js';
import { present } from '../../inbox/http/notification.schema.js';
import { invalidLastEventId, streamsClosing } from '../domain/stream.problems.js';
import { OpenStream } from '../use-cases/open-stream.js';
import { ClientWatch } from './client-watch.js';
import { SseConnection } from './sse-connection.js';

@ApiTags('inbox')
@ForAccounts()
@Controller('v1/notifications')
export class StreamController {
  constructor(
    private readonly openStream: OpenStream,
    private readonly clients: ClientWatch,
    @Inject(CONFIG) private readonly config: Pick<Config, 'STREAM_DRAIN_TIMEOUT_MS'>,
  ) {}

  @Get('stream')
  @Authenticated('notifications:read')
  @ApiRoute('Receive new notifications as server-sent events', invalidLastEventId, streamsClosing)
  @ApiResponse({
    status: 200,
    content: { 'text/event-stream': { schema: { type: 'string' } } },
    description:
      'Events `notification`; `id` is the sequence, and with it as `Last-Event-ID` a stream goes on without a gap. ' +
      'A last event `session-ended` says why the stream ends with its session, `displaced` that the account has opened newer ones.',
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false })
  async stream(
    @CurrentPrincipal() principal: Principal,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const accept = () => new SseConnection(reply, this.config.STREAM_DRAIN_TIMEOUT_MS, this.clients);
    await this.openStream.execute({ principal, lastEventId, accept, present });
  }
}
