import { LiveConnections, type Principal } from '@hallpass/verifier';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../../config.js';
import { NotificationRepository } from '../../inbox/data/notification.repository.js';
import type { Notification } from '../../inbox/domain/notification.js';
import type { EventSink } from '../domain/event-sink.js';
import { parseLastEventId } from '../domain/last-event-id.js';
import { writeEvent } from '../domain/server-sent-event.js';
import { LiveStream } from '../live-stream.js';
import { OpenStreams } from '../open-streams.js';

export interface StreamRequest {
  readonly principal: Principal;
  readonly lastEventId: string | undefined;
  /** Begins the answer: from then on it can't be a refusal any more. */
  readonly accept: () => EventSink;
  readonly present: (notification: Notification) => unknown;
}

const RETRY_MS = 1000;

/** Opens a stream that goes on after the last event the client has, and lives as long as its session. */
@Injectable()
export class OpenStream {
  private readonly logger = new Logger(OpenStream.name);

  constructor(
    private readonly notifications: NotificationRepository,
    private readonly streams: OpenStreams,
    private readonly liveConnections: LiveConnections,
    @Inject(CONFIG) private readonly config: Pick<Config, 'STREAM_HEARTBEAT_MS'>,
  ) {}

  /** @throws ProblemError `invalid_last_event_id`, `streams_closing` */
  async execute({ principal, lastEventId, accept, present }: StreamRequest): Promise<void> {
    const account = principal.sub;
    const after = parseLastEventId(lastEventId);
    const last = await this.notifications.lastSequence(account);
    this.streams.admit();
    const cursor = Math.min(after ?? last, last);

    const sink = accept();
    const readAfter = async (sequence: number, take: number) => {
      const found = await this.notifications.after(account, sequence, take);
      return found.map((notification) => ({ sequence: notification.sequence, data: present(notification) }));
    };
    const stream = new LiveStream(sink, readAfter, cursor, (error) =>
      this.logger.warn({ msg: 'a live stream was dropped', account, err: error }),
    );
    this.streams.add(account, stream);
    const heartbeat = setInterval(() => stream.heartbeat(), this.config.STREAM_HEARTBEAT_MS);
    const forget = this.liveConnections.register(principal, (reason) =>
      // Nothing is known against the session of a stream whose revocation might have been missed: its client comes back.
      stream.end(
        reason === 'revocation_state_stale' ? undefined : writeEvent({ event: 'session-ended', data: { reason } }),
      ),
    );
    sink.onClosed(() => {
      clearInterval(heartbeat);
      forget();
      this.streams.remove(account, stream);
    });
    stream.begin(writeEvent({ id: cursor, retry: RETRY_MS }));
  }
}
