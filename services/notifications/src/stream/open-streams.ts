import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { DISPLACED } from './domain/server-sent-event.js';
import { streamsClosing } from './domain/stream.problems.js';
import type { LiveStream } from './live-stream.js';

/** The streams that are open at this replica, by account. They end before the server does, or it would wait for them. */
@Injectable()
export class OpenStreams implements BeforeApplicationShutdown {
  private readonly byAccount = new Map<string, Set<LiveStream>>();
  private closing = false;

  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'STREAMS_PER_ACCOUNT'>) {}

  /** @throws ProblemError `streams_closing` */
  admit(): void {
    if (this.closing) throw streamsClosing({ headers: { 'Retry-After': '1' } });
  }

  /** Beyond the most that an account may have, its oldest end: their clients may have vanished long ago. */
  add(account: string, stream: LiveStream): void {
    const streams = this.byAccount.get(account) ?? new Set();
    this.byAccount.set(account, streams.add(stream));
    for (const oldest of streams) {
      if (streams.size <= this.config.STREAMS_PER_ACCOUNT) break;
      streams.delete(oldest);
      oldest.end(DISPLACED);
    }
  }

  remove(account: string, stream: LiveStream): void {
    const streams = this.byAccount.get(account);
    streams?.delete(stream);
    if (streams?.size === 0) this.byAccount.delete(account);
  }

  wake(account: string): void {
    for (const stream of this.byAccount.get(account) ?? []) stream.wake();
  }

  /** For when it is not known who was told something. */
  wakeAll(): void {
    for (const account of this.byAccount.keys()) this.wake(account);
  }

  get size(): number {
    return [...this.byAccount.values()].reduce((sum, streams) => sum + streams.size, 0);
  }

  beforeApplicationShutdown(): void {
    this.closing = true;
    for (const streams of this.byAccount.values()) for (const stream of streams) stream.end();
  }
}
