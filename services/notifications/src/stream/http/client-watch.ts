import { type Clock, CLOCK } from '@hallpass/ports';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../../config.js';
import { type Endpoints, SendQueues } from '../data/send-queues.js';

/** The connection to a client, as far as it shows what was sent. */
export interface WatchedSocket extends Endpoints {
  readonly bytesWritten: number;
  readonly writableLength: number;
}

interface Watched {
  readonly socket: WatchedSocket;
  readonly vanished: () => void;
  /** The most that was acknowledged. */
  acknowledged: number;
  /** When more was, or when there was nothing to acknowledge. */
  at: number;
}

/**
 * Finds out which clients have vanished. One that drops off the network ends no connection: heartbeats go into the kernel's buffer,
 * which repeats them for a quarter of an hour. So the kernel is asked what it could not deliver (ADR 32).
 */
@Injectable()
export class ClientWatch {
  private readonly logger = new Logger(ClientWatch.name);
  private readonly watched = new Set<Watched>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'STREAM_DRAIN_TIMEOUT_MS'>,
    @Inject(CLOCK) private readonly clock: Pick<Clock, 'monotonic'>,
  ) {}

  /**
   * @param vanished called when the client has acknowledged nothing of what it was sent for `STREAM_DRAIN_TIMEOUT_MS`
   * @returns what ends the watch
   */
  watch(socket: WatchedSocket, vanished: () => void): () => void {
    const watched = { socket, vanished, acknowledged: 0, at: this.clock.monotonic() };
    this.watched.add(watched);
    this.timer ??= this.again();
    return () => this.watched.delete(watched);
  }

  /** Looks at every client once. */
  check(queues: SendQueues): void {
    const now = this.clock.monotonic();
    for (const watched of this.watched) {
      const { bytesWritten, writableLength } = watched.socket;
      const unacknowledged = queues.unacknowledged(watched.socket);
      const acknowledged = bytesWritten - writableLength - unacknowledged;
      if (unacknowledged === 0 || acknowledged > watched.acknowledged)
        Object.assign(watched, { acknowledged, at: now });
      else if (now - watched.at >= this.config.STREAM_DRAIN_TIMEOUT_MS) watched.vanished();
    }
  }

  private again(): NodeJS.Timeout {
    return setTimeout(() => void this.round(), this.config.STREAM_DRAIN_TIMEOUT_MS / 2).unref();
  }

  private async round(): Promise<void> {
    try {
      const queues = await SendQueues.read();
      if (queues !== undefined) this.check(queues);
    } catch (error) {
      this.logger.warn({ msg: 'vanished clients could not be looked for', err: error });
    }
    this.timer = this.watched.size > 0 ? this.again() : undefined;
  }
}
